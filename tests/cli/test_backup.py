"""`langnghe backup` and `restore`: what is saved comes back whole, and into an empty installation only."""

from __future__ import annotations

import gzip
import io
import json
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import sessionmaker

from app import compose, postgres
from app.locks import held
from casework import attachments, history, identity
from casework.records import Case, CitizenIdentity
from casework.terms import IdentityMode, State
from casework.work import House
from settings import settings
from tests.builders import a_case, a_member, rulebook
from tests.cli.conftest import Ended, Langnghe

STORY = "Hồ sơ nộp từ tháng 9, tới nay chưa ai trả lời."
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass
class Saved:
    file: Path
    case: Case
    printed: Ended


@pytest.fixture
def saved(house: House, langnghe: Langnghe, tmp_path: Path) -> Saved:
    with house.work() as work:
        a_member(work)
        case = a_case(work, story=STORY, identity=IdentityMode.SHOWN, state=State.ANSWERED)
        identity.leave_contact(work, case, "Nguyễn Thị Kín", "0912345678")
        folder = settings().make_folder("attachments")
        attachments.keep(work, case.reporter, name="a.pdf", content=PDF, folder=folder)
    file = tmp_path / "saved.tar.gz"
    return Saved(file, case, langnghe("backup", file))


@pytest.fixture
def elsewhere(cluster: postgres.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Another machine, on which nothing has happened yet; its operator has set no keys."""
    admin = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE elsewhere TEMPLATE template_of_tests STRATEGY FILE_COPY"))
        monkeypatch.setenv("DATABASE_URL", cluster.url("elsewhere"))
        monkeypatch.setenv("LANGNGHE_DATA", str(tmp_path / "elsewhere"))
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.delenv("IDENTITY_KEY", raising=False)
        settings.cache_clear()
        yield cluster.url("elsewhere")
        connection.execute(text("DROP DATABASE elsewhere WITH (FORCE)"))
    admin.dispose()


def test_everything_comes_back_on_another_machine(saved: Saved, langnghe: Langnghe, request, now):
    assert saved.printed.code == 0
    assert "1 cases, 1 attachments" in saved.printed.out
    url = request.getfixturevalue("elsewhere")
    ended = langnghe("restore", saved.file)
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0] == "Restored 1 cases, 1 attachments."
    compose.use_keys(settings())
    engine = create_engine(url)
    with House(sessionmaker(engine), rulebook(), lambda: now).work() as work:
        case = work.session.scalars(select(Case)).one()
        assert (case.ref, case.state) == (saved.case.ref, State.ANSWERED)
        assert history.texts(work.session, case, "story") == [STORY]
        assert work.session.get_one(CitizenIdentity, case.id).contact == {"text": "Nguyễn Thị Kín"}
        (stored,) = work.session.scalars(text("SELECT id FROM attachments"))
        folder = settings().make_folder("attachments")
        assert attachments.open_(work, stored, folder).content.startswith(b"%PDF")
        with pytest.raises(Exception, match="append-only"):
            work.session.execute(text("UPDATE case_events SET seq = 9"))
        work.session.rollback()
    engine.dispose()
    again = langnghe("restore", saved.file)
    assert (again.code, again.out) == (1, "")
    assert again.err == "The database is not empty: restore works on an empty one only\n"


def test_only_its_owner_can_read_it_and_the_keys_stay_so(saved: Saved, langnghe: Langnghe, request):
    assert stat.S_IMODE(saved.file.stat().st_mode) == 0o600
    request.getfixturevalue("elsewhere")
    langnghe("restore", saved.file)
    keys = settings().data / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_no_file_is_overwritten(saved: Saved, langnghe: Langnghe):
    before = saved.file.read_bytes()
    ended = langnghe("backup", saved.file)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{saved.file} exists already; choose another name\n"
    assert saved.file.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(langnghe: Langnghe, house: House, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://langnghe@127.0.0.1:9/none")
    settings.cache_clear()
    file = tmp_path / "a.tar.gz"
    ended = langnghe("backup", file)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert not file.exists()


def repacked(file: Path, without: str = "", **changed: object) -> bytes:
    """The same backup with another manifest, or without one of its parts."""
    packed = io.BytesIO()
    with tarfile.open(file) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
        for member in old:
            source = old.extractfile(member)
            content = source.read() if source else b""
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | changed).encode()
            if member.name != without:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        pytest.param(lambda _: b"", "is no backup of this program", id="empty"),
        pytest.param(lambda _: b"xin chao", "is no backup of this program", id="text"),
        pytest.param(lambda _: gzip.compress(b"xin chao"), "is no backup of this program", id="another gz"),
        pytest.param(
            lambda file: file.read_bytes()[: file.stat().st_size * 2 // 3],
            "is damaged or cut off",
            id="cut off",
        ),
        pytest.param(lambda file: repacked(file, "database.sql"), "is damaged or cut off", id="no database"),
        pytest.param(lambda file: repacked(file, "keys/identity_key"), "is damaged or cut off", id="no key"),
        pytest.param(lambda file: repacked(file, format=2), "backup format 2 cannot be read", id="format"),
        pytest.param(lambda file: repacked(file, schema="9999"), "made by a newer version", id="newer"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(saved: Saved, langnghe: Langnghe, request, broken, line):
    file = saved.file.with_name("broken.tar.gz")
    file.write_bytes(broken(saved.file))
    request.getfixturevalue("elsewhere")
    ended = langnghe("restore", file)
    assert (ended.code, ended.out) == (1, "")
    assert line in ended.err
    assert ended.err.count("\n") == 1
    assert not (settings().data / "keys").exists()
    assert langnghe("cases", "--json").out == ""


def test_a_key_of_the_environment_must_be_the_one_of_the_backup(saved, langnghe, request, monkeypatch):
    request.getfixturevalue("elsewhere")
    monkeypatch.setenv("IDENTITY_KEY", Fernet.generate_key().decode())
    settings.cache_clear()
    ended = langnghe("restore", saved.file)
    assert (ended.code, ended.err) == (1, "IDENTITY_KEY is set and differs from the key in the backup\n")


def test_a_running_installation_is_not_restored_into(saved: Saved, langnghe: Langnghe, request):
    request.getfixturevalue("elsewhere")
    with held(settings().make_folder() / "run.lock"):
        ended = langnghe("restore", saved.file)
    assert (ended.code, ended.err) == (1, "Stop ./run before restoring\n")


def test_a_file_that_is_not_there_is_told_in_one_line(langnghe: Langnghe, house: House, tmp_path: Path):
    ended = langnghe("restore", tmp_path / "none")
    assert (ended.code, ended.err) == (1, f"{tmp_path}/none: No such file or directory\n")
