"""Documents in: files of manifests, bills and declarations become consignments."""
