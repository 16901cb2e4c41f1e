"""The words of a periodic report: whom it is from and to, and what it says between its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from casework.hand_ins import Progress
from casework.period_reports import CHAIRMAN, Counted
from casework.rules.deadlines import in_vietnam
from casework.rules.period import Period
from casework.rules.period_counts import PeriodCounts, attitude_points, index_8, suppressed
from casework.rules.period_summary import PeriodFigures
from casework.rules.posts import head_of
from reports.letterhead import letterhead, place_of
from reports.period_tables import restricted_total
from reports.words import Words

MOST_CAUSES = 4


def period_name(period: Period, words: Words) -> str:
    """Which half of which year."""
    key = f"half_{period.half}" if period.half else "year"
    return words.plain(f"reports.period.{key}", year=period.year)


def issuer_of(figures: PeriodFigures) -> str:
    """The unit itself; what the chairman reads about the whole city is drawn up by his office."""
    return "VPUB" if figures.unit == CHAIRMAN else figures.unit


def frame_of(figures: PeriodFigures, words: Words) -> dict[str, object]:
    """Everything around the content: heads, title, addressee, recipients, signature (Nghị định 30/2020)."""
    issuer = issuer_of(figures)
    unit = words.rules.directory.unit(issuer)
    reporting = words.rules.reporting
    symbol = reporting.symbols.get(unit.kind) or reporting.symbols.get(issuer, issuer.partition("-")[0])
    whom = (
        words.plain("reports.period.of_city", city=words.city())
        if figures.city
        else words.plain("reports.period.of_unit", unit=words.unit(figures.unit))
    )
    period = figures.period
    return {
        **letterhead(words, issuer),
        "draft": words.plain("reports.period.draft"),
        "number": words.plain("reports.period.number", symbol=symbol),
        "place_and_day": words.plain(
            "reports.period.place_and_day",
            place=place_of(words, issuer),
            year=in_vietnam(figures.cut_off).year,
        ),
        "heading": words.plain("reports.period.heading"),
        "subject": words.plain("reports.period.subject", name=whom),
        "days": words.plain(
            "reports.period.days", period=period_name(period, words), first=period.first, last=period.last
        ),
        "provisional": "" if figures.final else words.plain("reports.period.provisional", at=figures.cut_off),
        "addressee": words.plain("reports.period.addressee", to=_addressee(figures, words)),
        "recipients_title": words.plain("reports.period.recipients"),
        "recipients": _recipients(figures, words),
        "on_behalf": words.plain("reports.period.on_behalf") if unit.is_commune else "",
        "signs": signing(words, issuer),
        "end": words.plain("reports.period.end"),
    }


def _addressee(figures: PeriodFigures, words: Words) -> str:
    """Sở Nội vụ merges what the units send to the chairman; its own and his office's go to him."""
    committee = words.unit(CHAIRMAN)
    if figures.city:
        return words.plain("reports.period.to_chairman", committee=committee)
    arbiter = words.unit(words.rules.routing.arbiter)
    return words.plain("reports.period.to_chairman_via", committee=committee, arbiter=arbiter)


def _recipients(figures: PeriodFigures, words: Words) -> list[str]:
    lines = [words.plain("reports.period.recipient.same")]
    if figures.unit == words.rules.routing.arbiter:
        office = words.unit(words.rules.routing.deputy_arbiter)
        lines.append(words.plain("reports.period.recipient.office", office=office))
    return [*lines, words.plain("reports.period.recipient.kept")]


def signing(words: Words, code: str) -> str:
    """The post in capitals, without its unit, which stands at the head of the page."""
    title = head_of(words.rules.directory.unit(code))
    found = (each for each in words.rules.reporting.signing_titles if title.startswith(each))
    return next(found, title).upper()


def general(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """What came and what became of it."""
    counts = figures.counts
    if not counts.total:
        yield words.plain("reports.period.line.empty")
    else:
        yield from _account(figures, words)
    if counts["merged"]:
        times = words.number(counts.total + counts["merged"])
        yield words.plain("reports.period.line.merged", times=times, merged=words.number(counts["merged"]))
    for name in ("last_hour", "praise"):
        if counts[name]:
            yield words.plain(f"reports.period.line.{name}", number=words.number(counts[name]))


def _account(figures: PeriodFigures, words: Words) -> Iterator[str]:
    counts, before, year_ago = figures.counts, figures.before, figures.year_ago
    yield words.plain(
        "reports.period.line.came",
        total=words.number(counts.total),
        **_numbers(counts, words, "carried", "received"),
        before=words.change(counts.total, before.total),
        year_ago=words.change(counts.total, year_ago.total),
    )
    yield words.plain(
        "reports.period.line.became",
        done=words.number(counts.done),
        open=words.number(counts.open),
        not_competent=words.number(counts.not_competent),
        on_time=words.number(counts["done_on_time"]),
        late=words.number(counts["done_late"]),
        withdrawn=words.number(counts["ended_withdrawn"]),
        in_time=words.number(counts["open_in_time"]),
        overdue=words.number(counts["open_overdue"]),
        **_numbers(counts, words, "not_eligible"),
    )
    rate = counts.on_time
    yield words.plain(
        "reports.period.line.rate",
        percent=words.exact_rate(rate),
        met=words.number(rate.met),
        of=words.number(rate.of),
        before=words.exact_rate(before.on_time),
        year_ago=words.exact_rate(year_ago.on_time),
    )


def _numbers(counts: PeriodCounts, words: Words, *names: str) -> Mapping[str, str]:
    return {name: words.number(counts[name]) for name in names}


def moved(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """Passing on, refusing, putting off."""
    counts = figures.counts
    yield words.plain(
        "reports.period.line.moved",
        offered=words.number(counts["transfers_offered"]),
        returned=words.number(counts["transfers_returned"]),
        wrong=words.number(counts["wrong_address"]),
        upheld=words.number(counts["wrong_address_upheld"]),
        **_numbers(counts, words, "hops", "loops"),
    )
    yield words.plain(
        "reports.period.line.refused",
        proposed=words.number(counts["refusals_proposed"]),
        **_numbers(counts, words, "refused", "appealed", "extended"),
    )


def checked(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """The unit's findings against those of Sở Nội vụ."""
    counts = figures.counts
    differs = words.number(counts["checked_differs"])
    yield words.plain("reports.period.line.checked", checked=words.number(counts["checked"]), differs=differs)


def satisfied(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """How citizens rated, and how many of them."""
    counts, below = figures.counts, words.rules.reporting.suppress_below
    if not figures.city and suppressed(counts.raters, below):
        yield words.plain("reports.period.line.rating_few", below=words.number(below))
    elif counts.satisfaction is not None:
        yield words.plain(
            "reports.period.line.rating",
            mean=words.number(counts.satisfaction),
            n=counts.raters,
            percent=words.exact_rate(counts.response),
            met=words.number(counts.response.met),
            of=words.number(counts.response.of),
        )


def restricted(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """A number, no more."""
    if figures.restricted:
        yield words.plain("reports.period.line.restricted", total=restricted_total(figures, words))
    else:
        yield words.plain("reports.period.line.no_restricted")


def weaknesses(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """What did not go well, in numbers, and the causes that the answers themselves named."""
    counts = figures.counts
    yield words.plain(
        "reports.period.line.late",
        days=words.rules.reporting.prolonged_days,
        **_numbers(counts, words, "overdue", "prolonged"),
    )
    yield words.plain(
        "reports.period.line.promises",
        made=words.number(counts["promises_made"]),
        kept=words.number(counts["promises_kept"]),
        missed=words.number(counts["promises_missed"]),
    )
    yield words.plain(
        "reports.period.line.unsettled",
        reopened=words.number(counts["reopened"]),
        unconfirmed=words.number(counts["closed_unconfirmed"]),
        demanded=words.number(counts["withdrawn_demanded"]),
    )
    own = {code: n for code, n in counts.spread("cause").items() if code in words.rules.own_causes}
    others = {code: n for code, n in counts.spread("cause").items() if code not in words.rules.own_causes}
    for key, causes in (("own_causes", own), ("other_causes", others)):
        if causes:
            yield words.plain(f"reports.period.line.{key}", causes=_listed(causes, words))


def _listed(causes: Mapping[str, int], words: Words) -> str:
    return "; ".join(
        words.plain("reports.period.line.cause", cause=words.cause(code), number=words.number(n))
        for code, n in list(causes.items())[:MOST_CAUSES]
    )


def answers_for(figures: PeriodFigures, words: Words) -> Iterator[str]:
    """What the head answers for: escalations acknowledged, the two indices, measures recorded."""
    counts = figures.counts
    known = counts.known_acknowledged
    yield words.plain(
        "reports.period.line.known",
        **_numbers(counts, words, "escalated", "acknowledged"),
        percent=words.rate(known),
    )
    yield _indices(figures, words)
    yield words.plain(
        "reports.period.line.measures",
        number=words.number(counts["measures"]),
        **_numbers(counts, words, "apologies"),
    )


def _indices(figures: PeriodFigures, words: Words) -> str:
    partly = words.rules.reporting.index_8_partly_percent
    if figures.city:
        shown = [each for each in figures.units.values() if each.total or each.on_time.of]
        points = [index_8(each, partly) for each in shown]
        told = {name: words.number(points.count(n)) for n, name in enumerate(("zero", "one", "two"))}
        return words.plain("reports.period.line.indices_city", **told)
    return words.plain(
        "reports.period.line.indices",
        index_8=index_8(figures.counts, partly),
        attitude=attitude_points(figures.counts),
        confirmed=words.number(figures.counts["attitude_confirmed"]),
    )


def handed_in(state: Progress, words: Words) -> str:
    """How many units have handed in, and which are late."""
    asked, handed = words.number(state.asked), words.number(state.handed)
    if not state.late:
        return words.plain("reports.period.line.all_handed", asked=asked, handed=handed)
    late = ", ".join(words.unit(unit) for unit in sorted(state.late, key=words.order))
    return words.plain("reports.period.line.handed", asked=asked, handed=handed, late=late)


def provenance(counted: Counted, words: Words) -> str:
    """Where the numbers come from, as of when, and their hash."""
    figures = counted.figures
    key = "reports.period.line.data_final" if figures.final else "reports.period.line.data"
    return words.plain(
        key,
        at=figures.period.last if figures.final else figures.cut_off,
        relabelled=words.number(figures.counts["relabelled"]),
        digest=counted.digest,
    )
