"""The weekly summary in words: short for a chat, longer for a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from casework.rulebook import Rulebook
from casework.rules.figures import Counts, OpenCase, WeekFigures
from casework.rules.figures_follow import Commitments, Follow, Kept
from reports.words import Words, capital

SEPARATOR = " · "
UNUSUAL_AT_MOST = 3
UNITS_AT_MOST = 3
SILENT_AT_MOST = 5
_TAG = re.compile(r"</?\w+>")

# What is told of the week when there is any of it, in this order; the key names the sentence.
MOVEMENTS = (
    "transfers_offered",
    "transfers_returned",
    "hops",
    "wrong_address",
    "wrong_address_upheld",
    "wrong_address_rejected",
    "reopened",
    "promises_missed",
    "refused",
    "withdrawn",
    "withdrawn_demanded",
    "closed_unconfirmed",
    "last_hour",
)


def weekly_text(figures: WeekFigures, language: str, rules: Rulebook, follow: Follow | None = None) -> str:
    """The summary for a chat, in simple markup; at most some ten lines."""
    words = words_for(figures, language, rules)
    return "\n".join([*_short(figures, words), *follow_lines(follow, words)])


def weekly_file(figures: WeekFigures, language: str, rules: Rulebook, follow: Follow | None = None) -> str:
    """The same without markup, with labels, the oldest cases, the ledger and what the numbers mean."""
    words = words_for(figures, language, rules)
    lines = [*_short(figures, words), *follow_lines(follow, words), *_long(figures, words)]
    return _unmarked("\n".join(lines)) + "\n"


def _unmarked(text: str) -> str:
    return unescape(_TAG.sub("", text))


def words_for(figures: WeekFigures, language: str, rules: Rulebook) -> Words:
    """The words of a report about that week: names are those of its last day."""
    return Words(language, rules, figures.week.sunday)


def _short(figures: WeekFigures, words: Words) -> Iterator[str]:
    counts = figures.counts
    yield words.say("reports.weekly.title", name=title_of(figures, words), days=words.days(figures.week))
    if not figures.final:
        yield words.say("reports.weekly.provisional", at=figures.cut_off)
    if is_quiet(counts):
        yield from () if figures.restricted else (words.say("reports.weekly.quiet"),)
    else:
        yield capital(_flow(counts, words))
        yield from _on_time(figures, words)
        yield from _rises(figures, words)
        yield from _movements(counts, words)
        yield from _units(figures, words)
    yield from _apart(figures, words)


def page_lines(figures: WeekFigures, words: Words, follow: Follow | None = None) -> list[str]:
    """What the page says in words below its numbers, without markup."""
    lines = [*_on_time(figures, words), *_rises(figures, words), *_movements(figures.counts, words)]
    return [_unmarked(line) for line in (*lines, *_apart(figures, words), *follow_lines(follow, words))]


def told_lines(figures: WeekFigures, words: Words, follow: Follow | None) -> list[str]:
    """What rose beyond the past, and what became of last week's word, without markup."""
    return [_unmarked(line) for line in (*_rises(figures, words), *follow_lines(follow, words))]


def title_of(figures: WeekFigures, words: Words) -> str:
    """Whom the summary is about: a unit, or the whole city."""
    return (
        words.plain("reports.weekly.whole_city", city=words.city())
        if figures.city
        else words.unit(figures.unit)
    )


def is_quiet(counts: Counts) -> bool:
    """Whether nothing came, left, moved or waits; praise aside."""
    told = {name: getattr(counts, name) for name in (*MOVEMENTS, "closed_settled", "rated", "merged")}
    return not (counts.came or counts.left or any(told.values()))


def _flow(counts: Counts, words: Words) -> str:
    late = "reports.weekly.overdue" if counts.overdue else "reports.weekly.not_overdue"
    return SEPARATOR.join(
        (
            words.say("reports.weekly.new", n=counts.new),
            words.say(
                "reports.weekly.answered", n=counts.answered, on_time=words.number(counts.answered_on_time)
            ),
            words.say(late, n=counts.overdue),
            words.say("reports.weekly.due", n=counts.due_next),
        )
    )


def _on_time(figures: WeekFigures, words: Words) -> Iterator[str]:
    rate, overdue = figures.counts.on_time, figures.counts.overdue
    if rate.share is None:
        return
    key = "reports.weekly.on_time_overdue" if overdue else "reports.weekly.on_time"
    parts: list[str] = [
        words.say(
            key, percent=words.rate(rate), met=words.number(rate.met), of=words.number(rate.of), n=overdue
        )
    ]
    if figures.on_time_before.share is not None:
        parts.append(words.say("reports.weekly.before", percent=words.rate(figures.on_time_before)))
    if not figures.city and figures.on_time_city.share is not None:
        city = words.rate(figures.on_time_city)
        parts.append(words.say("reports.weekly.in_city", city=words.city(), percent=city))
    yield "; ".join(parts)


def _unusual(figures: WeekFigures, words: Words) -> Iterator[str]:
    for row in [row for row in figures.categories if row.unusual][:UNUSUAL_AT_MOST]:
        name = words.category(row.code)
        yield words.say(
            "reports.weekly.unusual", category=name, new=words.number(row.new), usual=words.usual(row)
        )


def _rises(figures: WeekFigures, words: Words) -> Iterator[str]:
    """A unit reads of its labels; who reads about the city, of units as well."""
    yield from _unusual(figures, words)
    if figures.city:
        yield from _spots(figures, words)


def _spots(figures: WeekFigures, words: Words) -> Iterator[str]:
    for spot in figures.spots[:UNUSUAL_AT_MOST]:
        facts = {"unit": words.unit(spot.unit), "category": words.category(spot.category)}
        usual = words.number(spot.expected)
        yield words.say("reports.weekly.spot", **facts, n=spot.people, usual=usual)


def follow_lines(follow: Follow | None, words: Words) -> list[str]:
    """What became of last week's commitment, or of all of them; who did not take note."""
    if follow is None:
        return []
    own = [_commitment(follow.commitment, words)] if follow.commitment else []
    every = [_commitments(follow.commitments, words)] if follow.commitments else []
    if follow.unacknowledged:
        named = ", ".join(words.unit(unit) for unit in follow.unacknowledged[:SILENT_AT_MOST])
        silent = len(follow.unacknowledged)
        more = (
            "reports.weekly.unacknowledged_more"
            if silent > SILENT_AT_MOST
            else "reports.weekly.unacknowledged"
        )
        every.append(words.say(more, n=silent, units=named))
    return [*own, *every]


def _commitment(it: Kept, words: Words) -> str:
    said = {None: "asked", True: "kept", False: "not_kept"}[it.kept]
    facts = {"text": it.text, "due": it.due_on, "reason": it.reason or ""}
    told: str = words.say(f"reports.weekly.commitment.{said}", **facts)
    if it.overdue is None or it.trend is None:
        return told
    return f"{told} {words.say(f'reports.weekly.trend.{it.trend}', figures=_moved(it, words))}"


def _moved(it: Kept, words: Words) -> str:
    """What was overdue and on time, then and now."""
    told = []
    for name, pair, shown in (("overdue", it.overdue, words.number), ("on_time", it.on_time, words.percent)):
        if pair is not None:
            before, now = map(shown, pair)
            told.append(words.plain(f"reports.weekly.figure.{name}", before=before, now=now))
    return ", ".join(told)


def _commitments(it: Commitments, words: Words) -> str:
    numbers = {name: words.number(getattr(it, name)) for name in ("made", "kept", "not_kept", "silent")}
    return words.say("reports.weekly.commitments", **numbers)


def _movements(counts: Counts, words: Words) -> Iterator[str]:
    numbers = {name: getattr(counts, name) for name in MOVEMENTS}
    parts: list[str] = [words.say(f"reports.weekly.moved.{name}", n=n) for name, n in numbers.items() if n]
    if counts.satisfaction is not None:
        mean = words.number(counts.satisfaction)
        parts.append(words.say("reports.weekly.satisfaction", mean=mean, n=counts.rated))
    if parts:
        yield capital(SEPARATOR.join(parts))


def _units(figures: WeekFigures, words: Words) -> Iterator[str]:
    late = sorted(
        ((counts.overdue, unit) for unit, counts in figures.units.items() if counts.overdue), reverse=True
    )
    if late:
        named = [f"{words.unit(unit)} {words.number(count)}" for count, unit in late[:UNITS_AT_MOST]]
        yield words.say("reports.weekly.units_overdue", units=", ".join(named))


def _apart(figures: WeekFigures, words: Words) -> Iterator[str]:
    if figures.counts.praise:
        yield words.say("reports.weekly.praise", n=figures.counts.praise)
    if figures.restricted:
        told = figures.restricted
        numbers = {name: words.number(getattr(told, name)) for name in ("new", "answered", "open", "overdue")}
        yield words.say("reports.weekly.restricted", **numbers)


def _long(figures: WeekFigures, words: Words) -> Iterator[str]:
    yield from _section(words, "categories", category_lines(figures, words))
    yield from _section(words, "oldest", oldest_lines(figures, words))
    yield from _section(words, "holders", holder_lines(figures, words))
    yield ""
    if figures.final:
        yield words.say("reports.weekly.cut_off", day=figures.week.sunday)
    yield words.say("reports.weekly.meaning")


def _section(words: Words, name: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield words.say(f"reports.weekly.section.{name}")
        yield from (f"- {line}" for line in lines)


def category_lines(figures: WeekFigures, words: Words) -> list[str]:
    """New cases by label beside what is usual."""
    return [
        words.say(
            "reports.weekly.category",
            category=words.category(row.code),
            new=words.number(row.new),
            usual=words.usual(row),
        )
        for row in figures.categories
    ]


def oldest_lines(figures: WeekFigures, words: Words) -> list[str]:
    """The oldest open cases with their deadline; the unit is named to those who read about several."""
    return [SEPARATOR.join(_open_case(case, words, with_unit=figures.city)) for case in figures.oldest]


def _open_case(case: OpenCase, words: Words, *, with_unit: bool) -> Iterator[str]:
    yield case.ref
    yield words.category(case.category)
    if with_unit:
        yield words.unit(case.unit)
    yield words.say("reports.weekly.received_on", day=words.day_of(case.received_at))
    if case.due_at:
        yield words.say("reports.weekly.due_on", day=words.day_of(case.due_at))
    if case.days_late is not None:
        yield late_by(case.days_late, words)


def late_by(days: int, words: Words) -> str:
    """How long a case is overdue, in working days."""
    return words.say("reports.weekly.late", n=days) if days else words.say("reports.weekly.just_late")


def holder_lines(figures: WeekFigures, words: Words) -> list[str]:
    """Who had the cases during the week, by share of working time."""
    return [f"{words.holder(row.holder)}: {words.percent(row.share)}" for row in figures.holders[:6]]
