"""Tables as files, CSV and XLSX, from strangers: read within limits, and written so that no cell is run.

A service that reads workbooks declares python-calamine, one that writes them xlsxwriter.
"""
