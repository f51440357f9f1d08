"""`python -m sealwire_profiling serve|work|relay|migrate`."""

from sealwire_chassis import process as chassis_process

from sealwire_profiling.process import run_migrations, run_relay, serve, work
from sealwire_profiling.settings import ProfilingSettings

COMMANDS = {"serve": serve, "work": work, "relay": run_relay, "migrate": run_migrations}

if __name__ == "__main__":
    chassis_process.main("profiling", COMMANDS, ProfilingSettings)
