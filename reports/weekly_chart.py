"""The chart of a week, for a phone held upright: four numbers, new cases by label, the share on time.

Nothing is told by colour alone: every bar carries its number, an unusual one its words and a hatching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from casework.rulebook import Rulebook
from casework.rules.figures import CategoryWeek, Rate, WeekFigures
from reports.weekly_text import is_quiet, title_of, words_for
from reports.words import Words

WIDTH, HEIGHT, DPI = 1080, 1350, 150
LABELS = 7
INK, SOFT, LINE, BAR, ALARM = "#1b1b1b", "#5f5f5f", "#d5d5d5", "#2b5c8a", "#b3541e"
BIG, NORMAL, SMALL = 26, 11, 9.5
LEFT = 0.05
NAME_WIDTH = 26


@dataclass(frozen=True)
class Bar:
    """One bar: its name, length, the words at its end; `mark`: where the usual length is."""

    name: str
    length: float
    said: str
    mark: float | None = None
    alarm: bool = False


def weekly_chart(figures: WeekFigures, language: str, rules: Rulebook) -> bytes:
    """A PNG of WIDTH by HEIGHT pixels."""
    words = words_for(figures, language, rules)
    page = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(page)
    _head(page, figures, words)
    if is_quiet(figures.counts):
        page.text(
            0.5, 0.5, _wrapped(words.plain("reports.weekly.quiet"), 40), ha="center", fontsize=13, color=INK
        )
    else:
        _numbers(page, figures, words)
        _labels(page, figures, words)
        _on_time(page, figures, words)
    out = BytesIO()
    page.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _head(page: Figure, figures: WeekFigures, words: Words) -> None:
    title = _wrapped(title_of(figures, words), 34)
    page.text(LEFT, 0.965, title, va="top", fontsize=18, weight="bold", color=INK, linespacing=1.15)
    lower = 0.965 - 0.036 * (title.count("\n") + 1)
    week = words.plain("reports.chart.week", days=words.days(figures.week))
    page.text(LEFT, lower, week, va="top", fontsize=13, color=SOFT)
    foot = words.plain("reports.weekly.cut_off", day=figures.week.sunday)
    if not figures.final:
        foot = words.plain("reports.weekly.provisional", at=figures.cut_off)
    page.text(LEFT, 0.02, foot, va="bottom", fontsize=SMALL, color=SOFT)


def _numbers(page: Figure, figures: WeekFigures, words: Words) -> None:
    counts = figures.counts
    shown = [
        (words.number(counts.new), "reports.chart.new", False),
        (words.number(counts.answered), "reports.chart.answered", False),
        (words.number(counts.overdue), "reports.chart.overdue", counts.overdue > 0),
        (words.number(counts.due_next), "reports.chart.due", False),
    ]
    for index, (number, key, alarm) in enumerate(shown):
        x = LEFT + index * 0.235
        color = ALARM if alarm else INK
        page.text(x, 0.832, number, va="center", fontsize=BIG, weight="bold", color=color)
        page.text(x, 0.795, words.plain(key), va="center", fontsize=NORMAL, color=color)


def _labels(page: Figure, figures: WeekFigures, words: Words) -> None:
    rows = [row for row in figures.categories if row.new or row.usual]
    bars = [_label(row, words) for row in rows[:LABELS]]
    rest = rows[LABELS:]
    if rest:
        new = sum(row.new for row in rest)
        bars.append(Bar(words.plain("reports.chart.other", n=len(rest)), new, words.number(new)))
    with_usual = any(bar.mark is not None for bar in bars)
    note = "reports.chart.labels_usual" if with_usual else "reports.chart.labels"
    page.text(LEFT, 0.745, words.plain(note), va="center", fontsize=NORMAL, weight="bold", color=INK)
    if bars:
        draw(page.add_axes((0.05, 0.30, 0.9, 0.425)), bars, slots=LABELS + 1)


def _label(row: CategoryWeek, words: Words) -> Bar:
    known = "reports.chart.only" if row.usual is None else "reports.chart.usual"
    key = "reports.chart.unusual" if row.unusual else known
    said = words.plain(key, new=words.number(row.new), usual=words.usual(row))
    return Bar(words.category(row.code), row.new, said, row.usual, row.unusual)


def _on_time(page: Figure, figures: WeekFigures, words: Words) -> None:
    rows = [
        (words.plain("reports.chart.week", days=words.days(figures.week)), figures.counts.on_time),
        (words.plain("reports.chart.week_before"), figures.on_time_before),
    ]
    if not figures.city:
        rows.append((words.plain("reports.weekly.whole_city", city=words.city()), figures.on_time_city))
    bars = [Bar(name, rate.share or 0.0, _rate(rate, words)) for name, rate in rows]
    title = words.plain("reports.chart.on_time")
    page.text(LEFT, 0.255, title, va="center", fontsize=NORMAL, weight="bold", color=INK)
    draw(page.add_axes((0.05, 0.07, 0.9, 0.165)), bars, slots=3, longest=1.0)


def _rate(rate: Rate, words: Words) -> str:
    if rate.share is None:
        return words.plain("reports.none")
    return words.plain(
        "reports.chart.rate", percent=words.rate(rate), met=words.number(rate.met), of=words.number(rate.of)
    )


def draw(axes: Axes, bars: Sequence[Bar], *, slots: int, longest: float | None = None) -> None:
    """Horizontal bars from the top, names at the left, words at their ends; as thick as `slots` would be."""
    reach = longest or max(max(bar.length, bar.mark or 0) for bar in bars) or 1.0
    for place, bar in enumerate(bars):
        color = ALARM if bar.alarm else BAR
        hatch = {"hatch": "///", "edgecolor": "white"} if bar.alarm else {}
        axes.barh(place, bar.length, height=0.5, color=color, linewidth=0, **hatch)  # type: ignore[arg-type]
        if bar.mark is not None:
            axes.plot([bar.mark, bar.mark], [place - 0.36, place + 0.36], color=INK, linewidth=2.2)
        end = max(bar.length, bar.mark or 0) + reach * 0.02
        weight = "bold" if bar.alarm else "normal"
        axes.text(end, place, bar.said, va="center", fontsize=NORMAL, color=INK, weight=weight)
        axes.text(
            -reach * 0.03,
            place,
            _wrapped(bar.name, NAME_WIDTH),
            ha="right",
            va="center",
            fontsize=SMALL,
            color=INK,
        )
    axes.plot([0, 0], [-0.45, len(bars) - 0.55], color=LINE, linewidth=1, zorder=0)
    axes.set_xlim(-reach * 0.95, reach * 1.55)
    axes.set_ylim(slots - 0.5, -0.5)
    axes.set_axis_off()


def _wrapped(text: str, width: int) -> str:
    return fill(text, width, break_long_words=False)
