"""Write deploy/k8s/base/nats-config.yaml from the one table of NATS users; `--check` only compares."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from sealwire_local.nats import MAX_PAYLOAD_BYTES
from sealwire_local.permissions import USERS, authorization

TARGET = Path(__file__).resolve().parents[1] / "deploy" / "k8s" / "base" / "nats-config.yaml"
# People's access is set up by hand where it is wanted; no pod has it.
_SERVICES = {name: user for name, user in USERS.items() if name != "operator"}


def server_configuration() -> str:
    """Return the server's configuration; each user's public nkey is read from the environment."""
    variables = {name: f"$NKEY_{name.upper()}" for name in _SERVICES}
    configuration = {
        "host": "0.0.0.0",  # noqa: S104  # inside the pod; the network policy says who reaches it
        "port": 4222,
        "http": "0.0.0.0:8222",
        "max_payload": MAX_PAYLOAD_BYTES,
        "jetstream": {"store_dir": "/data", "max_file": 16 * 1024**3},
        "authorization": authorization(_SERVICES, variables),
    }
    # NATS reads JSON, and a variable only where it is not quoted.
    return re.sub(r'"(\$NKEY_[A-Z]+)"', r"\1", json.dumps(configuration, indent=1))


def manifest() -> str:
    """Return the ConfigMap."""
    indented = "".join(f"    {line}\n" for line in server_configuration().splitlines())
    head = (
        "# Written by tools/nats_config.py from deploy/local/sealwire_local/permissions.py; do not edit.\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: nats-config\ndata:\n  nats.conf: |\n"
    )
    return head + indented


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(manifest(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != manifest():
        sys.exit("deploy/k8s/base/nats-config.yaml is out of date: run python tools/nats_config.py")
