"""Everything a message says in so many words, read once: codes, numbers, days, counts, names, warnings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from vietnamese import signals as told
from vietnamese.codes import code_date, dossier_codes, long_numbers, phones, private_marks
from vietnamese.dates import mentions
from vietnamese.folding import folded_with_offsets
from vietnamese.numbers import counts, cues, duration_words, durations
from vietnamese.people import names
from vietnamese.phrases import Hit, View, view_of
from vietnamese.spans import Span, without_overlaps
from vietnamese.timeline import Told, date_spans, settle, with_cues

__all__ = ["Reading", "Span", "read"]


_VIETNAM = timezone(timedelta(hours=7))
_LONGEST_TEXT = 8000


@dataclass(frozen=True)
class Reading:
    """Facts of one message; every span holds its place in the message as typed.

    Spans have the kinds dossier_code, phone, id_number, tax_code, account, email, plate, date, trips,
    postponed, count, duration, officer_name, own_name, post. `head_post` is the accused head's post where
    `about_head` is true ("chairman", "deputy_director", ...); `procedure` says who decides a land matter
    ("commune_land", "registry_land").
    """

    dossier_codes: list[str] = dataclasses.field(default_factory=list)
    phones: list[str] = dataclasses.field(default_factory=list)
    id_numbers: list[str] = dataclasses.field(default_factory=list)
    tax_codes: list[str] = dataclasses.field(default_factory=list)
    dates: list[date] = dataclasses.field(default_factory=list)
    trips: int | None = None
    postponed: int | None = None
    officer_names: list[str] = dataclasses.field(default_factory=list)
    about_head: bool = False
    head_post: str | None = None
    retaliation: bool = False
    crisis: bool = False
    submitted_on: date | None = None
    appointment_on: date | None = None
    apology: bool | None = None
    field: str | None = None
    procedure: str | None = None
    spans: list[Span] = dataclasses.field(default_factory=list)

    @property
    def flags(self) -> list[str]:
        """Codes of categories.yml's flags that apply."""
        return [flag for flag in ("about_head", "retaliation", "crisis") if getattr(self, flag)]


def read(text: str, at: datetime) -> Reading:
    """Read a message written at a moment; days without a year are counted from it.

    Never raises. Only the first 8000 characters are read: no channel lets through more.
    """
    text = text[:_LONGEST_TEXT]
    view = view_of(text)
    signals = told.signals_of(view)
    post, field = told.accused_head(signals), told.field(view)
    return dataclasses.replace(
        _quoted(view, signals, _day_in_vietnam(at)),
        about_head=post is not None,
        head_post=post,
        retaliation=told.retaliation(signals),
        crisis=told.crisis(signals),
        apology=told.apology(signals),
        field=field,
        procedure=told.procedure(view) if field == "dat_dai" else None,
    )


def _quoted(view: View, signals: told.Signals, today: date) -> Reading:
    """What stands in the message in so many words: numbers, days, counts, names."""
    numbers, hits = _numbers(view.text), cues().find(view)
    codes = _values(numbers, "dossier_code")
    days = _days(view, hits, today, codes)
    spans = without_overlaps(
        (*numbers, *date_spans(view, days), *_worded(view, hits), *_posts(view, signals))
    )
    return Reading(
        dossier_codes=codes,
        phones=_values(spans, "phone"),
        id_numbers=_values(spans, "id_number"),
        tax_codes=_values(spans, "tax_code"),
        dates=[date.fromisoformat(value) for value in _values(spans, "date")],
        trips=_most(spans, "trips"),
        postponed=_most(spans, "postponed"),
        officer_names=_values(spans, "officer_name"),
        submitted_on=days.submitted_on,
        appointment_on=days.appointment_on,
        spans=spans,
    )


def _day_in_vietnam(at: datetime) -> date:
    """A moment without an offset is taken as local."""
    return at.astimezone(_VIETNAM).date() if at.tzinfo else at.date()


def _days(view: View, hits: list[Hit], at: date, codes: list[str]) -> Told:
    found = with_cues(view, mentions(view, at), hits, duration_words(view))
    return settle(found, at, [day for code in codes if (day := code_date(code))])


def _numbers(text: str) -> list[Span]:
    folded = folded_with_offsets(text)
    return without_overlaps(
        (
            *dossier_codes(text, folded),
            *private_marks(text, folded),
            *phones(text, folded),
            *long_numbers(text, folded),
        )
    )


def _worded(view: View, hits: list[Hit]) -> Iterable[Span]:
    yield from counts(view, hits)
    yield from durations(view)
    yield from names(view)


def _posts(view: View, signals: told.Signals) -> Iterable[Span]:
    for hit in told.heads(signals):
        start, end = view.span(hit.first, hit.last)
        yield Span("post", start, end, view.text[start:end], hit.label.removeprefix("head."))


def _values(spans: Iterable[Span], kind: str) -> list[str]:
    return list(dict.fromkeys(span.value for span in spans if span.kind == kind))


def _most(spans: Iterable[Span], kind: str) -> int | None:
    return max((int(span.value) for span in spans if span.kind == kind), default=None)
