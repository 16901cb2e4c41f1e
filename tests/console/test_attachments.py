"""Files of a report: told by their content, cleaned, sealed, known by an id alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import attachments, conversations
from casework.file_cleaning import cleaned
from casework.records import Attachment, Turn
from casework.rules.file_types import MP4, type_of
from casework.terms import NotVisible
from casework.work import House, Work
from console import Options
from tests.builders import a_case, a_citizen, rulebook
from tests.console.conftest import SESSION, Clock, FakeRasa, Visitor

GPS = 0x8825


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "sienna").save(out, form, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Phone of Nguyen Van A"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[2] = (10.0, 57.0, 5.0)
    return picture(exif=exif, comment=b"taken at home")


def docx(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4) + name + content


def film(brand: bytes = b"isom") -> bytes:
    place = box(b"udta", box(b"\xa9xyz", b"+10.9574+106.8426/"))
    track = box(b"trak", box(b"tkhd", b"track") + box(b"meta", b"made by a phone"))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", track + place) + box(b"mdat", b"udta stays here")


@pytest.fixture
def work(session: Session, now: Any) -> Work:
    return Work(session, rulebook(), now)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


def keep(work: Work, folder: Path, content: bytes, name: str = "a") -> str:
    return attachments.keep(work, a_citizen(work).pseudonym, name=name, content=content, folder=folder)


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        pytest.param(picture(), "image", "image/jpeg", id="jpeg"),
        pytest.param(picture("PNG"), "image", "image/png", id="png"),
        pytest.param(picture("WEBP"), "image", "image/webp", id="webp"),
        pytest.param(b"%PDF-1.7\n", "document", "application/pdf", id="pdf"),
        pytest.param(b"OggS" + bytes(24) + b"OpusHead", "audio", "audio/ogg", id="opus"),
        pytest.param(b"ID3\x04" + bytes(40), "audio", "audio/mpeg", id="mp3 with a tag"),
        pytest.param(b"\xff\xfb\x90\x64" + bytes(40), "audio", "audio/mpeg", id="mp3"),
        pytest.param(film(b"M4A "), "audio", "audio/mp4", id="m4a"),
        pytest.param(film(), "video", "video/mp4", id="mp4"),
        pytest.param(film(b"qt  "), "video", "video/quicktime", id="mov"),
    ],
)
def test_files_people_send_are_known_by_their_content(
    work: Work, folder: Path, content: bytes, kind: str, media_type: str
) -> None:
    row = work.session.get_one(Attachment, keep(work, folder, content))
    assert (row.kind, row.media_type) == (kind, media_type)


def test_a_word_document_is_taken_as_it_is(work: Work, folder: Path) -> None:
    content = docx("word/document.xml")
    assert attachments.open_(work, keep(work, folder, content), folder).content == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"MZ\x90\x00", id="program"),
        pytest.param(b"<html><script>", id="page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"GIF89a" + bytes(30), id="gif"),
        pytest.param(docx("xl/workbook.xml"), id="spreadsheet"),
        pytest.param(docx("word/document.xml", "word/vbaProject.bin"), id="document with macros"),
        pytest.param(b"PK\x03\x04broken", id="broken archive"),
        pytest.param(film(b"heic"), id="heic"),
        pytest.param(b"OggS" + bytes(24) + b"\x80theora", id="ogg film"),
        pytest.param(picture()[:200], id="half a picture"),
        pytest.param(picture("PNG")[:50], id="half a png"),
        pytest.param(picture("PNG", (9000, 8000)), id="picture that fills the memory"),
    ],
)
def test_other_files_are_refused_by_name_and_leave_nothing(work: Work, folder: Path, content: bytes) -> None:
    with pytest.raises(attachments.FileNotTaken) as refused:
        keep(work, folder, content, name="x" * 200)
    assert refused.value.params["name"] == "x" * 80
    assert not folder.exists()


def test_a_file_that_is_too_large_is_refused(work: Work, folder: Path) -> None:
    with pytest.raises(attachments.FileTooLarge) as refused:
        keep(work, folder, b"%PDF-" + bytes(attachments.LARGEST))
    assert refused.value.params["n"] == 10


def test_a_photo_is_turned_upright_and_tells_nothing_but_itself(work: Work, folder: Path) -> None:
    kept = attachments.open_(work, keep(work, folder, photo_with_place()), folder).content
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"Nguyen" not in kept
    assert b"taken at home" not in kept


def test_a_large_photo_is_made_smaller(work: Work, folder: Path) -> None:
    content = picture(size=(6000, 3000))
    with Image.open(
        io.BytesIO(attachments.open_(work, keep(work, folder, content), folder).content)
    ) as image:
        assert max(image.size) == 4096


def test_a_see_through_picture_stays_see_through(work: Work, folder: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue(), type_of(out.getvalue()) or MP4))) as image:
        assert image.mode == "RGBA"


def test_a_film_loses_its_place_and_nothing_moves() -> None:
    before, after = film(), cleaned(film(), MP4)
    assert len(after) == len(before)
    assert b"106.8426" not in after
    assert b"made by a phone" not in after
    assert after.endswith(box(b"mdat", b"udta stays here"))
    assert after.count(b"free") == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(box(b"ftyp", b"isom") + b"\x00\x00\x00\x02moov", id="size of two"),
        pytest.param(box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov", id="longer than the file"),
        pytest.param(box(b"ftyp", b"isom") + b"\x00\x00\x00\x01moov", id="long size cut off"),
        pytest.param(box(b"ftyp", b"isom") + b"\x00\x00\x00\x00moov" * 2000, id="nested without end"),
    ],
)
def test_a_broken_film_is_left_alone_without_harm(content: bytes) -> None:
    assert len(cleaned(content, MP4)) == len(content)


def test_what_lies_on_disk_is_sealed_and_for_this_account_alone(work: Work, folder: Path) -> None:
    content = b"%PDF-1.7 secret"
    kept = folder / keep(work, folder, content, name="don cua ong A.pdf")
    assert b"secret" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == [kept.name]


def test_a_file_that_is_gone_is_not_there(work: Work, folder: Path) -> None:
    kept = keep(work, folder, b"%PDF-")
    (folder / kept).unlink()
    for missing in (kept, "../../etc/passwd", "none"):
        with pytest.raises(NotVisible):
            attachments.open_(work, missing, folder)


def test_old_files_that_went_into_no_case_are_dropped(work: Work, folder: Path) -> None:
    citizen = a_citizen(work).pseudonym
    used, unused = (
        attachments.keep(work, citizen, name="a", content=b"%PDF-", folder=folder) for _ in range(2)
    )
    (folder / "without-a-row").write_bytes(b"")
    case = a_case(work, reporter=citizen, attachments=(used,))
    assert attachments.drop_unclaimed(work, work.now - timedelta(days=7), folder) == 0
    later = replace(work, now=work.now + timedelta(days=40_000))  # beyond the day of this machine's clock too
    assert attachments.drop_unclaimed(later, later.now, folder) == 2
    assert [row.id for row in attachments.of_case(work, case)] == [used]
    assert [path.name for path in folder.iterdir()] == [used]
    assert unused != used


def test_the_web_chat_keeps_files_once_and_hands_their_ids_to_the_dialogue(
    visitor: Visitor, house: House, rasa: FakeRasa, options: Options, clock: Clock
) -> None:
    for _ in range(2):
        response = visitor.post(
            "/api/chat",
            data={"session": SESSION, "text": "giay hen day", "message_id": "1"},
            files=[("files", ("hen.jpg", photo_with_place())), ("files", ("don.pdf", b"%PDF-1.7"))],
        )
        assert response.status_code == 200
    ((sender, message, files),) = rasa.heard
    assert (sender, message) == (conversations.web_pseudonym(SESSION), "giay hen day")
    with house.work() as work:
        assert sorted(work.session.scalars(select(Attachment.id))) == sorted(files)
        turn = work.session.get_one(Turn, f"web:{sender}:1")
        assert turn.said == {"text": "giay hen day", "attachments": files}
    assert len(list(options.attachments.iterdir())) == 2


def test_files_without_a_word_are_a_message_too(visitor: Visitor, rasa: FakeRasa) -> None:
    response = visitor.post("/api/chat", data={"session": SESSION}, files={"files": ("a.pdf", b"%PDF-")})
    assert response.status_code == 200
    assert rasa.heard[0][1] == "/send_files"
