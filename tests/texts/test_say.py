"""Sentences are found, filled, escaped and counted; dates read as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from texts import Said, UnknownText, language_of, plain, say, say_date, say_moment, say_number
from texts.catalogue import _FOLDER


@pytest.fixture
def area(tmp_path, monkeypatch):
    """A catalogue of its own, so that the words of the product may change freely."""
    from texts import catalogue

    for lang, plural in (("vi", "nplurals=1; plural=0;"), ("en", "nplurals=2; plural=(n != 1);")):
        folder = tmp_path / lang
        folder.mkdir()
        (folder / "dates.po").write_bytes((_FOLDER / lang / "dates.po").read_bytes())
        forms = (
            ['msgstr[0] "{n} việc"'] if lang == "vi" else ['msgstr[0] "{n} case"', 'msgstr[1] "{n} cases"']
        )
        (folder / "try.po").write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            f'"Plural-Forms: {plural}\\n"\n\n'
            f'msgid "filed"\nmsgstr "<b>{{ref}}</b> {lang}"\n\nmsgid "until"\nmsgstr "{{due}} / {{day}}"\n\n'
            'msgid "cases"\nmsgid_plural "cases"\n' + "\n".join(forms) + "\n\n"
            '#, fuzzy\nmsgid "guessed"\nmsgstr "perhaps"\n',
            encoding="utf-8",
        )
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    catalogue._catalogue.cache_clear()
    yield
    catalogue._catalogue.cache_clear()


@pytest.mark.usefixtures("area")
def test_values_are_escaped_and_the_markup_of_the_sentence_is_kept() -> None:
    said = say("try.filed", "vi", ref="<script>&")
    assert said == "<b>&lt;script&gt;&amp;</b> vi"
    assert isinstance(said, Said)


@pytest.mark.usefixtures("area")
def test_a_said_sentence_inside_another_is_not_escaped_twice() -> None:
    assert say("try.filed", "en", ref=say("try.filed", "en", ref="A&B")) == "<b><b>A&amp;B</b> en</b> en"


@pytest.mark.usefixtures("area")
def test_plain_drops_markup_and_entities() -> None:
    assert plain("try.filed", "vi", ref="A & B < C") == "A & B < C vi"


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize(
    ("lang", "n", "words"),
    [
        pytest.param("vi", 1, "1 việc", id="Vietnamese has one form"),
        pytest.param("vi", 1234, "1.234 việc", id="grouped the Vietnamese way"),
        pytest.param("en", 1, "1 case", id="English one"),
        pytest.param("en", 0, "0 cases", id="English none"),
        pytest.param("en", 1234, "1,234 cases", id="English many"),
    ],
)
def test_plurals(lang: str, n: int, words: str) -> None:
    assert say("try.cases", lang, n=n) == words


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize(
    ("key", "lang"),
    [
        pytest.param("try.unheard", "vi", id="unknown key"),
        pytest.param("nowhere.key", "vi", id="unknown area"),
        pytest.param("try.filed", "fr", id="unknown language"),
        pytest.param("try.guessed", "en", id="fuzzy entry"),
        pytest.param("try.filed", "vi", id="value not given"),
        pytest.param("try.cases", "vi", id="count not given"),
    ],
)
def test_what_cannot_be_said_is_an_error(key: str, lang: str) -> None:
    with pytest.raises(UnknownText):
        say(key, lang)


@pytest.mark.usefixtures("area")
def test_dates_and_moments_given_as_values_are_written_out() -> None:
    due = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert say("try.until", "vi", due=due, day=date(2026, 5, 6)) == "17 giờ thứ sáu 27/11/2026 / 06/05/2026"
    assert say("try.until", "en", due=due, day=date(2026, 5, 6)) == "17:00 on Friday 27 Nov 2026 / 6 May 2026"


@pytest.mark.parametrize(
    ("at", "vi", "en"),
    [
        pytest.param(
            datetime(2026, 11, 27, 10, tzinfo=UTC),
            "17 giờ thứ sáu 27/11/2026",
            "17:00 on Friday 27 Nov 2026",
            id="full hour",
        ),
        pytest.param(
            datetime(2026, 11, 29, 1, 5, tzinfo=UTC),
            "8 giờ 05 chủ nhật 29/11/2026",
            "08:05 on Sunday 29 Nov 2026",
            id="with minutes",
        ),
        pytest.param(
            datetime(2026, 12, 31, 18, tzinfo=UTC),
            "1 giờ thứ sáu 01/01/2027",
            "01:00 on Friday 1 Jan 2027",
            id="already tomorrow in Đồng Nai",
        ),
    ],
)
def test_moments(at: datetime, vi: str, en: str) -> None:
    assert (say_moment(at, "vi"), say_moment(at, "en")) == (vi, en)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        say_moment(datetime(2026, 11, 23, 9), "vi")


def test_numbers_and_dates() -> None:
    assert say_number(1234.5, "vi") == "1.234,5"
    assert say_number(Decimal(1234567), "en") == "1,234,567"
    assert say_date(date(2026, 11, 3), "vi") == "03/11/2026"


@pytest.mark.parametrize(
    ("code", "lang"), [("en-GB", "en"), ("EN_us", "en"), ("vi", "vi"), ("fr", "vi"), (None, "vi"), ("", "vi")]
)
def test_language_of(code: str | None, lang: str) -> None:
    assert language_of(code) == lang
