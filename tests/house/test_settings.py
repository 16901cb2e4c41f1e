"""Settings: defaults of a trial, refusals in one line, keys made once and kept private."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet

import settings as module
from settings import ROOT, WrongSetting, load


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for field in module.Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setitem(module.Settings.model_config, "env_file", None)


def test_a_trial_needs_no_setting_at_all() -> None:
    trial = load()
    assert (trial.data, trial.host, trial.port) == (ROOT / "var", "127.0.0.1", 8080)
    assert trial.embedded
    assert not trial.telegram
    assert trial.loopback
    assert (trial.public_url, trial.rasa_url) == ("http://127.0.0.1:8080", "http://127.0.0.1:5005")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param("LANGNGHE_PORT", "eighty", "whole number", id="port in words"),
        pytest.param("LANGNGHE_PORT", "70000", "1 to 65535", id="port too high"),
        pytest.param("RASA_PORT", "0", "1 to 65535", id="port nought"),
        pytest.param("ACTIONS_PORT", "5005", "must differ", id="ports that collide"),
        pytest.param("TELEGRAM_MODE", "pigeon", "'polling' or 'webhook'", id="unknown mode"),
        pytest.param("TELEGRAM_MODE", "webhook", "PUBLIC_URL", id="webhook without an address"),
        pytest.param("TELEGRAM_BOT_TOKEN", "AAE-hush", "bot token", id="token without its number"),
        pytest.param("TELEGRAM_API_URL", "telegram", "http", id="address without scheme"),
        pytest.param("PUBLIC_URL", "langnghe.dongnai.gov.vn", "http", id="public address without scheme"),
        pytest.param("DATABASE_URL", "sqlite:///x.db", "PostgreSQL", id="another database"),
        pytest.param("SECRET_KEY", "short", "32", id="short secret"),
        pytest.param("IDENTITY_KEY", "a,b", "Fernet", id="no Fernet key"),
        pytest.param("LOG_LEVEL", "LOUD", "'DEBUG'", id="unknown level"),
        pytest.param("LOG_FORMAT", "xml", "'console' or 'json'", id="unknown format"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_reason(name: str, value: str, reason: str, monkeypatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=reason) as refusal:
        load()
    said = str(refusal.value)
    assert refusal.value.name in {name, "LANGNGHE_PORT"}
    assert "\n" not in said
    assert value not in said or name not in {"SECRET_KEY", "IDENTITY_KEY", "TELEGRAM_BOT_TOKEN"}


def test_a_wrong_value_ends_a_process_with_one_line_and_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from settings import settings; settings()"],
        cwd=ROOT,
        env={"TELEGRAM_MODE": "pigeon"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("TELEGRAM_MODE: phải là")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_to_write_a_postgresql_address_means_the_same(scheme: str) -> None:
    assert load(DATABASE_URL=f"{scheme}://u:p@db/x").given_database_url == "postgresql+psycopg://u:p@db/x"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("dn.vn", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert load(LANGNGHE_HOST=host).loopback is loopback


def test_keys_are_made_once_with_mode_600_and_stay(tmp_path) -> None:
    first, second = load(LANGNGHE_DATA=str(tmp_path)), load(LANGNGHE_DATA=str(tmp_path))
    assert first.secret_key == second.secret_key
    assert first.identity_keys == second.identity_keys
    Fernet(first.identity_keys[0])
    files = list((tmp_path / "keys").iterdir())
    assert {file.name for file in files} == {"secret_key", "identity_key"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_only_the_owner_looks_into_the_data(tmp_path) -> None:
    chosen = load(LANGNGHE_DATA=str(tmp_path / "data"))
    inner = chosen.make_folder("attachments")
    assert [folder.stat().st_mode & 0o077 for folder in (chosen.data, inner)] == [0o011, 0]


def test_of_many_that_make_a_key_at_once_all_get_the_same(tmp_path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load(LANGNGHE_DATA=str(tmp_path)).secret_key, range(16)))
    assert len(keys) == 1


def test_given_keys_write_nothing_and_keep_their_order(tmp_path) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    given = load(LANGNGHE_DATA=str(tmp_path), IDENTITY_KEY=f"{new}, {old}", SECRET_KEY="x" * 32)
    assert given.identity_keys == [new, old]
    assert given.secret_key == "x" * 32
    assert not list(tmp_path.iterdir())


def test_derived_secrets_differ_by_purpose() -> None:
    one = load(SECRET_KEY="x" * 32)
    assert len({one.rasa_token, one.webhook_secret, one.derived("else")}) == 3


def test_a_data_folder_that_cannot_be_made_is_a_wrong_setting(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSetting, match="LANGNGHE_DATA"):
        _ = load(LANGNGHE_DATA=str(tmp_path / "file" / "below")).secret_key


def test_a_file_gives_settings_and_the_environment_stands_above_it(tmp_path, monkeypatch) -> None:
    (tmp_path / ".env").write_text("LANGNGHE_PORT=9000\nRASA_PORT=9001\nRASA_URL=\n")
    monkeypatch.setitem(module.Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("RASA_PORT", "9002")
    assert (load().port, load().rasa_port, load().rasa_url) == (9000, 9002, "http://127.0.0.1:9002")
