"""`python -m sealwire_alerts serve|relay|migrate`."""

from sealwire_chassis import process as chassis_process

from sealwire_alerts.process import run_migrations, run_relay, serve
from sealwire_alerts.settings import AlertsSettings

if __name__ == "__main__":
    chassis_process.main(
        "alerts", {"serve": serve, "relay": run_relay, "migrate": run_migrations}, AlertsSettings
    )
