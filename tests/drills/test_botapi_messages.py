"""What the bot sends and edits, and what Telegram would refuse."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest

from drills.botapi import Person, Telegram, sample_photo
from tests.drills.conftest import UseBot, buttons, refused


def test_html_becomes_entities_counted_in_utf16_units(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> Message:
        text = "  \N{THUMBS UP SIGN} <b>Hạn &lt;17 giờ&gt;</b> <a href='https://x.vn/a?b=1&amp;c=2'>xem</a>\n"
        return await bot.send_message(lan.id, text, parse_mode="HTML")

    sent = use_bot(use)
    assert sent.text == "\N{THUMBS UP SIGN} Hạn <17 giờ> xem"
    assert [(e.type, sent.parse_entity(e)) for e in sent.entities] == [
        ("bold", "Hạn <17 giờ>"),
        ("text_link", "xem"),
    ]
    assert sent.entities[1].url == "https://x.vn/a?b=1&c=2"
    assert lan.inbox[0].bold == ["Hạn <17 giờ>"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("<b>chưa đóng", "can't parse entities: Can't find end tag .* \"b\"", id="left open"),
        pytest.param(
            "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"', id="crossed"
        ),
        pytest.param("a</b>", "Unexpected end tag at byte offset 1", id="never opened"),
        pytest.param("ạ < 3", "Unclosed start tag at byte offset 4", id="bare less-than"),
        pytest.param("<br>", 'Unsupported start tag "br" at byte offset 0', id="no such tag"),
        pytest.param("<span>x</span>", 'must have class "tg-spoiler"', id="bare span"),
        pytest.param("", "text is empty", id="empty"),
        pytest.param(" <b> </b> ", "text is empty", id="blank"),
        pytest.param("x" * 4097, "message is too long", id="4097 letters"),
    ],
)
def test_a_text_telegram_would_refuse_is_refused(
    use_bot: UseBot, lan: Person, text: str, reason: str
) -> None:
    async def use(bot: Bot) -> None:
        with refused(BadRequest, reason):
            await bot.send_message(lan.id, text, parse_mode="HTML")

    use_bot(use)
    assert lan.inbox == []


def test_4096_letters_without_the_marks_are_not_too_long(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        await bot.send_message(lan.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")

    use_bot(use)
    assert len(lan.inbox[0].text) == 4096


def test_a_protected_message_says_so_and_is_not_forwarded(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> Message:
        return await bot.send_message(lan.id, "nội bộ", protect_content=True)

    assert use_bot(use).has_protected_content
    assert lan.inbox[0].protected
    with pytest.raises(ValueError, match="protected"):
        lan.forwards(lan.inbox[0])


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        pytest.param(InlineKeyboardButton("x", callback_data="ă" * 33), "BUTTON_DATA_INVALID", id="65 bytes"),
        pytest.param(InlineKeyboardButton("x"), "Text buttons are unallowed", id="does nothing"),
        pytest.param(
            InlineKeyboardButton("x", url="http://localhost:8080"), "Wrong HTTP URL", id="localhost"
        ),
    ],
)
def test_a_wrong_button_is_refused(
    use_bot: UseBot, lan: Person, button: InlineKeyboardButton, reason: str
) -> None:
    async def use(bot: Bot) -> None:
        with refused(BadRequest, reason):
            await bot.send_message(lan.id, "chọn", reply_markup=InlineKeyboardMarkup([[button]]))

    use_bot(use)


def test_a_reply_needs_its_message_unless_it_may_go_without(use_bot: UseBot, lan: Person) -> None:
    asked = lan.says("bao giờ xong?")

    async def use(bot: Bot) -> None:
        reply = await bot.send_message(lan.id, "thứ sáu", reply_parameters=ReplyParameters(asked.message_id))
        assert reply.reply_to_message is not None
        assert reply.reply_to_message.text == "bao giờ xong?"
        gone = ReplyParameters(999)
        with refused(BadRequest, "message to be replied not found"):
            await bot.send_message(lan.id, "?", reply_parameters=gone)
        lenient = ReplyParameters(999, allow_sending_without_reply=True)
        assert (await bot.send_message(lan.id, "!", reply_parameters=lenient)).reply_to_message is None

    use_bot(use)


@pytest.mark.parametrize("form", ["json", "form", "query"])
def test_json_forms_and_queries_are_all_read(telegram: Telegram, lan: Person, form: str) -> None:
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    fields: dict[str, Any] = {"chat_id": lan.id, "text": "chào"}
    with httpx.Client(trust_env=False) as client:
        if form == "json":
            answer = client.post(url, json=fields | {"reply_markup": {"inline_keyboard": []}})
        elif form == "form":
            answer = client.post(url, data=fields | {"reply_markup": '{"inline_keyboard": []}'})
        else:
            answer = client.get(url, params=fields)
    assert answer.json()["result"]["text"] == "chào"
    assert isinstance(answer.json()["result"]["date"], int)


def test_private_chats_and_basic_groups_share_one_count_and_supergroups_count_alone(
    telegram: Telegram, use_bot: UseBot
) -> None:
    lan, minh = telegram.person("Lan"), telegram.person("Minh")
    basic = telegram.group("Tổ một cửa", [lan, minh])
    large = telegram.group("Phường Trấn Biên", [lan], supergroup=True)

    async def use(bot: Bot) -> list[int]:
        chats = (lan, minh, basic, large, lan, large)
        return [(await bot.send_message(chat.id, "x")).message_id for chat in chats]

    assert lan.says("a").message_id == 1
    assert minh.says("b").message_id == 2
    assert use_bot(use) == [3, 4, 5, 1, 6, 2]
    assert minh.says("/c", chat=basic).message_id == 7
    assert minh.says("/d", chat=large).message_id == 3


def test_an_edit_replaces_the_text_and_drops_the_buttons(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        sent = await bot.send_message(lan.id, "cũ", reply_markup=buttons("Sửa"))
        edited = await bot.edit_message_text("<b>mới</b>", lan.id, sent.message_id, parse_mode="HTML")
        assert isinstance(edited, Message)
        assert edited.edit_date is not None
        assert edited.reply_markup is None

    use_bot(use)
    [shown] = lan.inbox
    assert (shown.text, shown.past, shown.bold, shown.labels) == ("mới", ("cũ",), ["mới"], [])


type Edit = Callable[[Bot, Person, Message], Awaitable[Any]]


def edit_text(text: str, keep_buttons: bool = True, mode: str | None = "HTML") -> Edit:
    def edit(bot: Bot, person: Person, sent: Message) -> Awaitable[Any]:
        markup = sent.reply_markup if keep_buttons else None
        return bot.edit_message_text(text, person.id, sent.message_id, parse_mode=mode, reply_markup=markup)

    return edit


def edit_buttons(*labels: str) -> Edit:
    return lambda bot, person, sent: bot.edit_message_reply_markup(
        person.id, sent.message_id, reply_markup=buttons(*labels)
    )


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(edit_text("<b>Hạn</b> thứ sáu"), id="same text"),
        pytest.param(
            edit_text(" <strong>Hạn</strong> thứ sáu\n"), id="same text, other marks and outer blanks"
        ),
        pytest.param(edit_buttons("Xem"), id="same buttons"),
    ],
)
def test_an_edit_that_changes_nothing_is_refused_so_that_delivery_can_be_proved(
    use_bot: UseBot, lan: Person, edit: Edit
) -> None:
    async def use(bot: Bot) -> None:
        text = "<b>Hạn</b> thứ sáu"
        sent = await bot.send_message(lan.id, text, parse_mode="HTML", reply_markup=buttons("Xem"))
        with refused(BadRequest, "message is not modified"):
            await edit(bot, lan, sent)

    use_bot(use)
    assert not lan.inbox[0].edited


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(edit_text("<b>Hạn</b> thứ hai"), id="other words"),
        pytest.param(edit_text("Hạn thứ sáu", mode=None), id="same words without bold"),
        pytest.param(edit_text("<b>Hạn</b> thứ sáu", keep_buttons=False), id="buttons dropped"),
        pytest.param(edit_buttons("Xem lại"), id="other buttons"),
    ],
)
def test_an_edit_that_changes_anything_is_taken(use_bot: UseBot, lan: Person, edit: Edit) -> None:
    async def use(bot: Bot) -> None:
        text = "<b>Hạn</b> thứ sáu"
        sent = await bot.send_message(lan.id, text, parse_mode="HTML", reply_markup=buttons("Xem"))
        await edit(bot, lan, sent)

    use_bot(use)
    assert lan.inbox[0].edited


def test_what_cant_be_edited_is_refused_in_telegrams_words(use_bot: UseBot, lan: Person) -> None:
    own = lan.says("của tôi")

    async def use(bot: Bot) -> None:
        photo = await bot.send_photo(lan.id, sample_photo(), caption="ảnh")
        text = await bot.send_message(lan.id, "chữ")
        keyed = await bot.send_message(lan.id, "phím", reply_markup=ReplyKeyboardMarkup([["Có"]]))
        cases = [
            (bot.edit_message_text("x", lan.id, 999), "message to edit not found"),
            (bot.edit_message_text("x", lan.id, own.message_id), "message can't be edited"),
            (bot.edit_message_text("x", lan.id, keyed.message_id), "message can't be edited"),
            (bot.edit_message_text("x", lan.id, photo.message_id), "no text in the message to edit"),
            (
                bot.edit_message_caption(lan.id, text.message_id, caption="x"),
                "no caption in the message to edit",
            ),
            (bot.edit_message_caption(lan.id, photo.message_id, caption="ảnh"), "message is not modified"),
        ]
        for edit, reason in cases:
            with refused(BadRequest, reason):
                await edit
        await bot.edit_message_caption(lan.id, photo.message_id, caption="ảnh mới")

    use_bot(use)
    assert [message.text for message in lan.inbox] == ["ảnh mới", "chữ", "phím"]


def test_a_deleted_message_leaves_the_inbox_and_cant_be_deleted_twice(use_bot: UseBot, lan: Person) -> None:
    async def use(bot: Bot) -> None:
        sent = await bot.send_message(lan.id, "nhầm")
        await bot.delete_message(lan.id, sent.message_id)
        with refused(BadRequest, "message to delete not found"):
            await bot.delete_message(lan.id, sent.message_id)
        with refused(BadRequest, "message to edit not found"):
            await bot.edit_message_text("x", lan.id, sent.message_id)

    use_bot(use)
    assert lan.inbox == []
    assert "deleted" in lan.transcript()


def test_after_two_days_a_message_stays(telegram: Telegram, use_bot: UseBot, lan: Person) -> None:
    async def send(bot: Bot) -> Message:
        return await bot.send_message(lan.id, "cũ")

    telegram.set_clock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    sent = use_bot(send)
    assert sent.date == datetime(2026, 11, 23, 2, tzinfo=UTC)
    telegram.set_clock(datetime(2026, 11, 25, 3, tzinfo=UTC))

    async def delete(bot: Bot) -> None:
        with refused(BadRequest, "can't be deleted for everyone"):
            await bot.delete_message(lan.id, sent.message_id)

    use_bot(delete)
