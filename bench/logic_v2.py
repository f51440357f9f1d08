"""nomenklatura's logic-v2, in an environment of its own: its dependencies are not ours, one is compiled."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parents[1]
_LOCK = Path(__file__).with_name("nomenklatura.lock")
_PROGRAMME = Path(__file__).with_name("logic_v2_programme.py")
_HOME = Path(os.environ.get("SEALWIRE_NOMENKLATURA", _ROOT / ".venv-nomenklatura"))
_STAMP = "made-from"
_LAST_LINES = 12
_NEEDS = (
    "PyICU is compiled while it is installed: that needs a C++ compiler, pkg-config and the headers of ICU "
    "(on Debian: g++, pkg-config, libicu-dev), and the network or a mirror of the package index."
)


class NotMeasured(Exception):
    """A figure could not be measured, and none is made up."""


def logic_v2_scores(pairs: Sequence[tuple[str, str, str]]) -> list[float]:
    """Return logic-v2's scores of pairs, each a schema and two names, in their order.

    The environment is made at the first call and again when the lock has changed.

    Raises:
        NotMeasured: The environment could not be made, or the programme in it failed.
    """
    python = _environment()
    _say(f"logic-v2 compares {len(pairs)} pairs")
    run = subprocess.run(
        [python, "-I", _PROGRAMME],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        raise NotMeasured(f"logic-v2 failed: {_last(run.stderr)}")
    scores: list[float] = json.loads(run.stdout)
    if len(scores) != len(pairs):
        raise NotMeasured(f"logic-v2 gave {len(scores)} scores for {len(pairs)} pairs.")
    return scores


def _environment() -> Path:
    """Return the interpreter of the environment, which is made where it is missing or old."""
    python, stamp = _HOME / "bin" / "python", _HOME / _STAMP
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest() + f" {sys.version_info[0]}.{sys.version_info[1]}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    _say(f"making {_HOME} from {_LOCK.name}; this takes minutes")
    if _HOME.exists() and not (_HOME / "pyvenv.cfg").exists():
        raise NotMeasured(f"{_HOME} is no environment and is left as it is; name another place.")
    shutil.rmtree(_HOME, ignore_errors=True)
    try:
        venv.create(_HOME, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotMeasured(f"The environment for logic-v2 could not be made: {error}") from error
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "--require-hashes", "-r", str(_LOCK)]
    done = subprocess.run(install, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"The environment for logic-v2 could not be made. {_NEEDS}\n{_last(done.stdout)}")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _last(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-_LAST_LINES:])


def _say(text: str) -> None:
    print(f"bench.names: {text}", file=sys.stderr)
