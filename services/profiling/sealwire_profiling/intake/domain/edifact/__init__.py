"""EDIFACT: interchanges of CUSCAR, IFTMIN and BAPLIE become consignments; consignments become a CUSCAR."""
