"""`python -m sealwire_alerts serve|relay|migrate|log-key`."""

from sealwire_chassis import process as chassis_process

from sealwire_alerts.process import run_migrations, run_relay, serve, show_log_key
from sealwire_alerts.settings import AlertsSettings

COMMANDS = {"serve": serve, "relay": run_relay, "migrate": run_migrations, "log-key": show_log_key}

if __name__ == "__main__":
    chassis_process.main("alerts", COMMANDS, AlertsSettings)
