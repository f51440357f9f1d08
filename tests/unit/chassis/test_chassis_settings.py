"""Settings: from the environment, frozen, and refused with the variable's name but never its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError
from sealwire_chassis.settings import BadSettings, Settings, load

if TYPE_CHECKING:
    from pathlib import Path

URL = "postgresql+asyncpg://alerts@127.0.0.1:5432/alerts"


class Needy(Settings):
    """A service's settings with a field that has no default."""

    page_size: int


def test_fields_come_from_prefixed_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWIRE_PAGE_SIZE", "7")
    monkeypatch.setenv("SEALWIRE_OPS_PORT", "9000")
    settings = load(Needy)
    assert (settings.page_size, settings.ops_port, settings.ops_host) == (7, 9000, "127.0.0.1")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().ops_port = 1  # type: ignore[misc] # the point of the test


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("SEALWIRE_OPS_PORT", "canary", id="a port that is no number"),
        pytest.param("SEALWIRE_OPS_PORT", "70000", id="a port beyond the last"),
        pytest.param("SEALWIRE_FOUNDING", "canary", id="a founding hash that is not hex"),
        pytest.param("SEALWIRE_LOG_LEVEL", "canary", id="an unknown level"),
        pytest.param("SEALWIRE_PAGE_SIZE", "", id="an empty value for a number"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv("SEALWIRE_PAGE_SIZE", "7")
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings, match=variable) as caught:
        load(Needy)
    assert "canary" not in str(caught.value)


def test_a_missing_value_is_refused_by_name() -> None:
    with pytest.raises(BadSettings, match="SEALWIRE_PAGE_SIZE"):
        load(Needy)


def test_the_password_file_is_merged_into_the_address(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/w:rd\n")
    settings = Settings(database_url=URL, database_password_file=file)
    assert settings.database_dsn() == "postgresql+asyncpg://alerts:p%40ss%2Fw%3Ard@127.0.0.1:5432/alerts"
    assert Settings(database_url=URL).database_dsn() == URL


def test_secrets_do_not_show_in_the_text_of_settings() -> None:
    settings = Settings(database_url="postgresql+asyncpg://a:canary@h/d", nats_url="nats://canary@h")
    assert "canary" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(Settings(), id="no address"),
        pytest.param(Settings(database_url="not an address"), id="no address at all"),
        pytest.param(Settings(database_url=URL, database_password_file="/nowhere"), id="no such file"),
    ],
)
def test_a_database_that_cannot_be_addressed_is_refused(settings: Settings) -> None:
    with pytest.raises(BadSettings):
        settings.database_dsn()


def test_the_founding_hash_and_the_seed_are_read_when_given(tmp_path: Path) -> None:
    file = tmp_path / "seed"
    file.write_text("SUA\n")
    settings = Settings(founding="ab" * 32, nats_seed_file=file)
    assert settings.founding_hash() == b"\xab" * 32
    assert settings.nats_seed() == "SUA"
    with pytest.raises(BadSettings, match="FOUNDING"):
        Settings().founding_hash()
    with pytest.raises(BadSettings, match="SEED_FILE"):
        Settings(nats_seed_file=tmp_path / "none").nats_seed()
