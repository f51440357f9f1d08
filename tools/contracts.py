"""Check the import contracts of .importlinter; exit 1 where one is broken."""

from __future__ import annotations

import sys

from importlinter.cli import lint_imports

sys.exit(lint_imports(no_logo=True, no_cache=True))
