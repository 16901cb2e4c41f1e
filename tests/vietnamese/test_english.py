"""English messages: days, lodging and appointment, trips, heads, warnings, names, on Monday 23/11/2026."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from vietnamese import mask
from vietnamese.english import is_english, phrases
from vietnamese.phrases import view_of
from vietnamese.reading import read


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        pytest.param("My work permit was due on 3 November", True, id="a sentence"),
        pytest.param("Long Binh ward", True, id="a name and its kind"),
        pytest.param("12 October", True, id="a day"),
        pytest.param("they keep my sổ đỏ at UBND phường, no giấy hẹn", True, id="Vietnamese terms inside"),
        pytest.param(
            "hồ sơ làm online bị error hoài, gọi hotline không ai nghe", False, id="English terms inside"
        ),
        pytest.param("ho so tre hen, len hoi thi noi cho", False, id="without marks"),
        pytest.param("lam the can cuoc cho con do sep khong ki", False, id="the, can, do are syllables"),
        pytest.param("Trang Bom", False, id="a name alone"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_english_is_told_from_vietnamese(typed: str, english: bool) -> None:
    assert is_english(typed) is english


def day(text: str, year: int = 2026) -> date:
    number, month = map(int, text.split("/"))
    return date(year, month, number)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("I went there on 21 September", ["21/9"]),
        ("I went there on 21 Sept", ["21/9"]),
        ("we came on Sept. 21", ["21/9"]),
        ("they came on the 21st of September", ["21/9"]),
        ("it was on September 21st, 2026", ["21/9"]),
        ("on 5 May they told us no", ["5/5"]),
        ("we may 5 of us go there", []),
        ("it was on the 2nd of last month", ["2/10"]),
        ("they told me on the 19th", ["19/11"]),
        ("I was sent to the 3rd window", []),
        ("we are at day 31", []),
        ("last Friday they were closed", ["20/11"]),
        ("they were closed on Wed", ["18/11"]),
        ("Thursday of last week they were closed", ["19/11"]),
        ("every Friday they are closed", []),
        ("two weeks ago they were open", ["9/11"]),
        ("it happened 3 days ago", ["20/11"]),
        ("I waited three weeks and 20 working days", []),
        ("it was yesterday", ["22/11"]),
        ("they were rude this morning", ["23/11"]),
        ("it was on 9/21/2026", ["21/9"]),
        ("it was on 9/10/2026", ["9/10"]),
    ],
)
def test_days(typed: str, days: list[str], now: datetime) -> None:
    assert read(typed, now).dates == [day(each) for each in days]


@pytest.mark.parametrize(
    ("typed", "submitted", "appointed"),
    [
        ("submitted on 21 September, due 12 October", "21/9", "12/10"),
        ("I handed in my papers on Sept 21 and the appointment slip says Oct 12", "21/9", "12/10"),
        ("We applied two weeks ago and it should be ready on Monday", "9/11", "16/11"),
        ("The red book was promised for October 5th", None, "5/10"),
        ("my permit is overdue since 3 Nov", None, "3/11"),
        ("due last Friday, I came back yesterday", None, "20/11"),
        ("I lodged my land title dossier at the Tran Bien ward centre on 21 September", "21/9", None),
        ("hẹn trả 12/10 and they still have nothing for me", None, "12/10"),
    ],
)
def test_what_happened_on_a_day(
    typed: str, submitted: str | None, appointed: str | None, now: datetime
) -> None:
    reading = read(typed, now)
    assert reading.submitted_on == (day(submitted) if submitted else None)
    assert reading.appointment_on == (day(appointed) if appointed else None)


@pytest.mark.parametrize(
    ("typed", "trips", "postponed"),
    [
        ("I went there three times", 3, None),
        ("this is my fourth visit", 4, None),
        ("I have been to the ward twice already", 2, None),
        ("for the 5th time I went to the counter", 5, None),
        ("went there 2-3 times", 2, None),
        ("due 12 October, 3 trips so far", 3, None),
        ("they postponed it three times", None, 3),
        ("I called the hotline eleven times", None, None),
        ("my first visit to the ward", None, None),
    ],
)
def test_trips_and_postponements(typed: str, trips: int | None, postponed: int | None, now: datetime) -> None:
    reading = read(typed, now)
    assert (reading.trips, reading.postponed) == (trips, postponed)


@pytest.mark.parametrize(
    ("typed", "post"),
    [
        ("The chairwoman of the ward yelled at my father", "chairman"),
        ("our ward chairman refuses to meet anybody", "chairman"),
        ("the vice chairman asked for money before signing", "deputy_chairman"),
        ("The director of the department took bribes", "director"),
        ("the broker is a cousin of the deputy director", "deputy_director"),
        ("we were insulted by the officer and the attitude of the chairman is the same", "chairman"),
        ("we are waiting for the chairman to sign", None),
        ("Dear Chairman, an officer shouted at me", None),
        ("our Korean director was shouted at by a clerk", None),
        ("the director of our company is angry, the clerk was rude", None),
    ],
)
def test_the_conduct_of_a_head(typed: str, post: str | None, now: datetime) -> None:
    reading = read(typed, now)
    assert (reading.head_post, reading.about_head) == (post, post is not None)


@pytest.mark.parametrize(
    ("typed", "flags"),
    [
        ("After I complained the officer threatened me", ["retaliation"]),
        ("they found out that I complained and leaked my name to the others", ["retaliation"]),
        ("They told me to withdraw my complaint, this is retaliation", ["retaliation"]),
        ("I am afraid of retaliation, please hide my name", []),
        ("I complained last month and nobody answered", []),
        ("I can't go on like this, I want to end my life", ["crisis"]),
        ("my husband is beating me right now", ["crisis"]),
        ("he has a knife in his hand", ["crisis"]),
        ("there is a fire, people are locked in", ["crisis"]),
        ("the waiting is killing me and the heat too", []),
        ("please help me with this form", []),
    ],
)
def test_retaliation_and_danger(typed: str, flags: list[str], now: datetime) -> None:
    assert read(typed, now).flags == flags


@pytest.mark.parametrize(
    ("typed", "apology"),
    [
        ("It was due on 3 November and there was no apology", False),
        ("the office never apologised for the delay", False),
        ("They sent a letter of apology with a new date", True),
        ("we want an apology for this", None),
        ("sorry for my English", None),
    ],
)
def test_an_apology(typed: str, apology: bool | None, now: datetime) -> None:
    assert read(typed, now).apology is apology


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("my building permit is late", "xay_dung"),
        ("they want a paper for the birth certificate of our son", "ho_tich"),
        ("our work permit was refused", "lao_dong_bhxh"),
        ("the red book has the wrong area", "dat_dai"),
        ("the renewal of my TRC takes months", "cu_tru"),
        ("everyone was very kind to us", None),
    ],
)
def test_the_kind_of_procedure(typed: str, field: str | None, now: datetime) -> None:
    assert read(typed, now).field == field


def test_officers_are_named_and_the_writer_is_hidden(now: datetime) -> None:
    told = "My name is Park Jihun, Mr. Hung and officer Tuan were rude to us, phone 0912 345 678"
    assert read(told, now).officer_names == ["Hung", "Tuan"]
    hidden = mask(told)
    assert "Park" not in hidden
    assert "0912" not in hidden
    assert "Hung" in hidden


def test_a_meaning_stands_where_the_english_words_stand(now: datetime) -> None:
    told = "It was due on the 12th of October, we went there three times"
    spans = {span.kind: told[span.start : span.end] for span in read(told, now).spans}
    assert spans == {"date": "12th of October", "trips": "three times"}


def test_no_english_word_passes_for_a_vietnamese_one(now: datetime) -> None:
    """ "To" is no "tố", "do" no "do", "in" no "in": nothing is read from words that mean nothing here."""
    reading = read("to do so I can not be in an office, no one let me, so do it for them", now)
    assert reading.spans == []
    assert reading.flags == []


def test_every_phrase_is_told_once() -> None:
    told = [words for entries in phrases().values() for words, _ in entries]
    assert [words for words in told if told.count(words) > 1] == []


def test_a_vietnamese_message_is_read_as_before() -> None:
    assert view_of("nộp hồ sơ ở phường Trấn Biên").english is False
