"""Files and the other things people send."""

import io
from datetime import timedelta

from PIL import Image
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest

from drills.botapi import Person, Telegram, sample_photo
from tests.drills.conftest import UseBot, drain, refused

PDF = b"%PDF-1.7 letter"


def test_a_persons_files_come_back_byte_for_byte(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    picture = sample_photo(1000, 700)
    lan.sends_photo(picture, caption="biên nhận")
    lan.sends_document(PDF, "giấy hẹn.pdf")
    lan.sends_voice(b"OggS voice", seconds=7)

    async def use(bot: Bot) -> list[bytes]:
        photo, letter, voice = [update.message for update in await bot.get_updates() if update.message]
        assert photo.caption == "biên nhận"
        assert [size.width for size in photo.photo] == [320, 1000]
        assert letter.document is not None
        assert (letter.document.file_name, letter.document.mime_type) == ("giấy hẹn.pdf", "application/pdf")
        assert voice.voice is not None
        assert voice.voice.duration == timedelta(seconds=7)
        ids = (photo.photo[-1].file_id, letter.document.file_id, voice.voice.file_id)
        return [bytes(await (await bot.get_file(file_id)).download_as_bytearray()) for file_id in ids]

    assert use_bot(use) == [picture, PDF, b"OggS voice"]


def test_the_bots_files_arrive_and_can_be_sent_again_by_id(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        sent = await bot.send_document(
            lan.id, io.BytesIO(PDF), filename="thư xin lỗi.pdf", caption="<b>Thư</b>", parse_mode="HTML"
        )
        assert sent.document is not None
        again = await bot.send_document(lan.id, sent.document.file_id)
        assert again.document == sent.document
        await bot.send_voice(lan.id, b"OggS", duration=3)
        with refused(BadRequest, "can't use file of type Document as Photo"):
            await bot.send_photo(lan.id, sent.document.file_id)
        with refused(BadRequest, "wrong file_id"):
            await bot.send_photo(lan.id, "AgACnothing")
        with refused(BadRequest, "IMAGE_PROCESS_FAILED"):
            await bot.send_photo(lan.id, b"no picture")
        with refused(BadRequest, "caption is too long"):
            await bot.send_photo(lan.id, sample_photo(), caption="x" * 1025)

    use_bot(use)
    letter, again, voice = (message.files[0] for message in lan.inbox)
    assert (letter.name, letter.kind, letter.read()) == ("thư xin lỗi.pdf", "document", PDF)
    assert again.read() == PDF
    assert voice.kind == "voice"
    assert lan.inbox[0].bold == ["Thư"]


def test_the_bots_pictures_are_pictures(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        await bot.send_photo(lan.id, sample_photo(400, 300), caption="biểu đồ")

    use_bot(use)
    assert Image.open(io.BytesIO(lan.inbox[0].files[0].read())).size == (400, 300)


def test_an_album_from_a_person_is_several_updates_with_one_group_id(
    telegram: Telegram, use_bot: UseBot, lan: Person
) -> None:
    lan.sends_album([sample_photo(), sample_photo(), sample_photo()], caption="ba ảnh")
    messages = [update.message for update in drain(telegram, use_bot)]
    assert len(messages) == 3
    assert len({message.media_group_id for message in messages if message}) == 1
    assert [message.caption for message in messages if message] == ["ba ảnh", None, None]


def test_an_album_of_the_bot_is_several_messages_with_one_group_id(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        media = [InputMediaPhoto(sample_photo(), caption="một"), InputMediaPhoto(sample_photo())]
        sent = await bot.send_media_group(lan.id, media)
        assert len({message.message_id for message in sent}) == 2

    use_bot(use)
    first, second = lan.inbox
    assert first.album == second.album is not None
    assert (first.text, second.text) == ("một", "")


def test_other_things_people_send_are_parsed(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    lan.sends_sticker()
    lan.sends_location(10.94, 106.82)
    lan.sends_contact("+84912345678", "Minh")
    lan.forwards("Hồ sơ chuyển phường", author="Minh")
    lan.edits(lan.says("sai"), "đúng")
    sticker, place, contact, forwarded, _, edited = drain(telegram, use_bot)
    assert sticker.message is not None
    assert sticker.message.sticker is not None
    assert place.message is not None
    assert place.message.location is not None
    assert place.message.location.latitude == 10.94
    assert contact.message is not None
    assert contact.message.contact is not None
    assert contact.message.contact.first_name == "Minh"
    assert forwarded.message is not None
    assert forwarded.message.forward_origin is not None
    assert edited.edited_message is not None
    assert edited.edited_message.text == "đúng"
