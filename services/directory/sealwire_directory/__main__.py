"""`python -m sealwire_directory serve|relay|migrate`."""

from sealwire_chassis import process as chassis_process

from sealwire_directory.process import run_migrations, run_relay, serve
from sealwire_directory.settings import DirectorySettings

if __name__ == "__main__":
    chassis_process.main(
        "directory", {"serve": serve, "relay": run_relay, "migrate": run_migrations}, DirectorySettings
    )
