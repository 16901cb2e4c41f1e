"""The chart of a period, for a phone held upright: four numbers, what became of the cases, the share on time.

Nothing is told by colour alone: every bar carries its number, what is overdue its hatching as well.
"""

from __future__ import annotations

from io import BytesIO
from textwrap import fill

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from casework.rulebook import Rulebook
from casework.rules.figures_counts import Rate
from casework.rules.period_summary import PeriodFigures
from reports.period_document import words_of
from reports.period_words import issuer_of, period_name
from reports.weekly_chart import ALARM, BIG, DPI, HEIGHT, INK, LEFT, NORMAL, SMALL, SOFT, WIDTH, Bar, draw
from reports.words import Words

OUTCOMES = (
    *("done_on_time", "done_late", "ended_withdrawn", "open_in_time", "open_overdue"),
    *("not_competent", "not_eligible"),
)


def period_chart(figures: PeriodFigures, language: str, rules: Rulebook) -> bytes:
    """A PNG of WIDTH by HEIGHT pixels."""
    words = words_of(figures, language, rules)
    page = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(page)
    _head(page, figures, words)
    if figures.counts.total:
        _numbers(page, figures, words)
        _title(page, 0.735, words.plain("reports.period.chart.account"))
        draw(page.add_axes((0.05, 0.32, 0.9, 0.395)), _outcomes(figures, words), slots=len(OUTCOMES))
        _title(page, 0.265, words.plain("reports.period.chart.rate"))
        draw(page.add_axes((0.05, 0.07, 0.9, 0.175)), _rates(figures, words), slots=3, longest=1.0)
    else:
        nothing = fill(words.plain("reports.period.line.empty"), 40)
        page.text(0.5, 0.5, nothing, ha="center", fontsize=13, color=INK)
    out = BytesIO()
    page.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _head(page: Figure, figures: PeriodFigures, words: Words) -> None:
    name = words.plain("reports.weekly.whole_city", city=words.city())
    title = fill(name if figures.city else words.unit(issuer_of(figures)), 34)
    page.text(LEFT, 0.965, title, va="top", fontsize=18, weight="bold", color=INK, linespacing=1.15)
    lower = 0.965 - 0.036 * (title.count("\n") + 1)
    name = period_name(figures.period, words)
    days = words.plain(
        "reports.period.days", period=name, first=figures.period.first, last=figures.period.last
    )
    page.text(LEFT, lower, fill(days, 52), va="top", fontsize=11.5, color=SOFT)
    foot = words.plain("reports.weekly.cut_off", day=figures.period.last)
    if not figures.final:
        foot = words.plain("reports.period.provisional", at=figures.cut_off)
    page.text(LEFT, 0.02, foot, va="bottom", fontsize=SMALL, color=SOFT)


def _title(page: Figure, height: float, text: str) -> None:
    page.text(LEFT, height, text, va="center", fontsize=NORMAL, weight="bold", color=INK)


def _numbers(page: Figure, figures: PeriodFigures, words: Words) -> None:
    counts = figures.counts
    overdue = counts["open_overdue"]
    shown = [
        (words.number(counts.total), "total", INK),
        (words.number(counts.done), "done", INK),
        (words.number(overdue), "overdue", ALARM if overdue else INK),
        (words.rate(counts.on_time), "on_time", INK),
    ]
    for index, (number, name, color) in enumerate(shown):
        x = LEFT + index * 0.235
        page.text(x, 0.822, number, va="center", fontsize=BIG, weight="bold", color=color)
        label = words.plain(f"reports.period.chart.{name}")
        page.text(x, 0.785, label, va="center", fontsize=NORMAL, color=color)


def _outcomes(figures: PeriodFigures, words: Words) -> list[Bar]:
    counts = figures.counts
    numbers = {name: counts[name] for name in OUTCOMES} | {"not_competent": counts.not_competent}
    return [
        Bar(
            words.plain(f"reports.period.chart.{name}"),
            number,
            words.number(number),
            alarm=name == "open_overdue" and number > 0,
        )
        for name, number in numbers.items()
    ]


def _rates(figures: PeriodFigures, words: Words) -> list[Bar]:
    every = {"now": figures.counts, "before": figures.before, "year_ago": figures.year_ago}
    return [
        Bar(
            words.plain(f"reports.period.chart.{name}"),
            counts.on_time.share or 0.0,
            _rate(counts.on_time, words),
        )
        for name, counts in every.items()
    ]


def _rate(rate: Rate, words: Words) -> str:
    if rate.share is None:
        return words.none()
    met, of = words.number(rate.met), words.number(rate.of)
    return words.plain("reports.chart.rate", percent=words.rate(rate), met=met, of=of)
