"""`python -m sealwire.cli` is the same as `sealwire`."""

from sealwire.cli import main

main()
