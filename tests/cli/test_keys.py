"""`langnghe keys rotate`: everything under the new key, nothing lost when interrupted, the old key gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from app import compose
from casework import attachments, crypto, history, identity, outbox, rotation
from casework.records import Case
from casework.work import House
from cli import keys
from settings import settings
from tests.builders import KEYS, a_case, a_citizen
from tests.cli.conftest import Langnghe

CHAT = 7_411_000_111
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def key_file(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys in the data folder, as `./run` makes them; here those of the tests."""
    monkeypatch.delenv("IDENTITY_KEY")
    monkeypatch.setattr(keys, "SEEN_EVERYWHERE", 0.0)
    settings.cache_clear()
    path = settings().make_folder("keys") / "identity_key"
    path.write_text(KEYS[0])
    compose.use_keys(settings())
    return path


@pytest.fixture
def case(house: House, key_file: Path) -> str:
    with house.work() as work:
        made = a_case(work, reporter=a_citizen(work, CHAT).pseudonym, story="Chuyện của tôi")
        identity.leave_contact(work, made, "Nguyễn Thị Lan")
        folder = settings().make_folder("attachments")
        attachments.keep(work, made.reporter, name="a.pdf", content=PDF, folder=folder)
        for _ in range(3):
            a_case(work)
        return made.ref


def all_readable(house: House, ref: str) -> None:
    with house.work() as work:
        found = work.session.query(Case).filter_by(ref=ref).one()
        assert history.texts(work.session, found, "story") == ["Chuyện của tôi"]
        assert identity.contact_of(work.session, found) == "Nguyễn Thị Lan"
        assert outbox.chat_of(work.session, found.reporter) == CHAT
    for path in rotation.files(settings().make_folder("attachments")):
        assert crypto.vault().open(path.read_bytes())


def test_everything_is_under_the_new_key_and_the_old_one_is_gone(
    langnghe: Langnghe, house: House, key_file: Path, case: str
) -> None:
    ended = langnghe("keys", "rotate")
    assert ended.code == 0, ended.err
    (new,) = key_file.read_text().split(",")
    assert new != KEYS[0]
    assert key_file.stat().st_mode & 0o777 == 0o600
    all_readable(house, case)
    crypto.use_vault(crypto.Vault([new], "another secret, of 32 characters at least"))
    all_readable(house, case)


def test_interrupted_anywhere_it_goes_on_and_the_old_key_stays_until_then(
    langnghe: Langnghe, house: House, key_file: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    total = sum(_count(house, column) for column in rotation.sealed_columns())
    for stop_after in range(0, total, 3):
        _rotate_until(langnghe, stop_after, monkeypatch)
        assert len(key_file.read_text().split(",")) == 2
        assert KEYS[0] in key_file.read_text()
        all_readable(house, case)
    monkeypatch.undo()


def _count(house: House, column: object) -> int:
    with house.work() as work:
        return rotation.count(work.session, column)  # type: ignore[arg-type]


def _rotate_until(langnghe: Langnghe, stop_after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [stop_after]
    renew = crypto.Vault.rotate

    def some(self: crypto.Vault, sealed: bytes) -> bytes:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return renew(self, sealed)

    with monkeypatch.context() as patch:
        patch.setattr(crypto.Vault, "rotate", some)
        langnghe("keys", "rotate")


def test_a_running_process_follows_the_file(house: House, key_file: Path, case: str) -> None:
    vault = crypto.vault()
    before = vault.seal("trước")
    new = Fernet.generate_key().decode()
    key_file.with_name("new").write_text(f"{new},{KEYS[0]}")
    key_file.with_name("new").replace(key_file)
    after = vault.seal("sau")
    assert Fernet(new).decrypt(after).decode() == "sau"
    assert vault.open(before) == "trước"
    assert (vault.is_newest(before), vault.is_newest(after)) == (False, True)


def test_one_key_in_the_environment_is_refused_with_what_to_do(langnghe: Langnghe, house: House) -> None:
    ended = langnghe("keys", "rotate")
    assert ended.code == 1
    assert "langnghe keys make" in ended.err
    assert KEYS[0] not in ended.err + ended.out


def test_two_keys_in_the_environment_are_worked_off(
    langnghe: Langnghe, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.work() as work:
        ref = a_case(work, story="Chuyện của tôi").ref
    new = langnghe("keys", "make").out.strip()
    monkeypatch.setenv("IDENTITY_KEY", f"{new},{KEYS[0]}")
    monkeypatch.setattr(keys, "SEEN_EVERYWHERE", 0.0)
    settings.cache_clear()
    ended = langnghe("keys", "rotate")
    assert (ended.code, "Take the old key out" in ended.out) == (0, True)
    crypto.use_vault(crypto.Vault([new], "another secret, of 32 characters at least"))
    with house.work() as work:
        found = work.session.query(Case).filter_by(ref=ref).one()
        assert history.texts(work.session, found, "story") == ["Chuyện của tôi"]


def test_writers_that_began_before_are_waited_for(house: House, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as writer, house.work() as work:
        writer.exec_driver_sql("SELECT 1")
        since = rotation.moment(work.session)
        assert rotation.under_way_since(work.session, since) == 1
    with house.work() as work:
        assert rotation.under_way_since(work.session, since) == 0
    engine.dispose()
