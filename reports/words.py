"""How a report writes names, numbers, shares and days in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.rulebook import Rulebook
from casework.rules.deadlines import in_vietnam
from casework.rules.figures import CategoryWeek, Week
from casework.rules.figures_counts import Rate
from texts import Said, plain, say, say_date, say_number
from vietnamese import sort_key

CITIZEN = "citizen"
MINUS = "\N{MINUS SIGN}"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Words:
    """The words of one report: its language, the rules that know names, and the day whose names it uses."""

    language: str
    rules: Rulebook
    day: date

    def say(self, key: str, **values: object) -> Said:
        """The sentence of a key with its markup."""
        return say(key, self.language, **values)

    def plain(self, key: str, **values: object) -> str:
        """The same without markup."""
        return plain(key, self.language, **values)

    def number(self, value: float) -> str:
        """Grouped by thousands, at most one decimal: 1.234 or 3,9."""
        return say_number(int(value * 10 + 0.5) / 10, self.language)

    def percent(self, share: float) -> str:
        """A whole percentage; 0 and 100 stand for nothing and everything alone."""
        whole = int(share * 100 + 0.5)
        return f"{1 if whole == 0 < share else 99 if share < 1 and whole == 100 else whole}%"

    def rate(self, rate: Rate) -> str:
        """A rate as a percentage, a dash when there is nothing to divide by."""
        return self.plain("reports.none") if rate.share is None else self.percent(rate.share)

    def unit(self, code: str) -> str:
        """The official name of a unit on the day of the report."""
        return self.rules.directory.unit(code).full_name_on(self.day)

    def holder(self, code: str) -> str:
        """A unit by name, or the citizen."""
        return self.plain("reports.holder.citizen") if code == CITIZEN else self.unit(code)

    def city(self) -> str:
        """The city, by its dated name: what its People's Committee is the committee of."""
        return self.unit("UBND").removeprefix(self.plain("reports.prefix.committee")).strip()

    def category(self, code: str) -> str:
        """The official name of a label."""
        return self.rules.categories[code].name(self.language, to_citizen=False)

    def field(self, key: str) -> str:
        """The kind of procedure a case is about."""
        return plain(f"citizen.field.{key}", self.language)

    def state(self, state: str) -> str:
        """Where a case stands, as staff read it."""
        return plain(f"staff.state.{state}", self.language)

    def finding(self, finding: str) -> str:
        """The unit's own finding in an answer."""
        return plain(f"staff.finding.{finding}", self.language)

    def field_or_none(self, key: str) -> str:
        """The same, for cases that named none as well."""
        return self.plain("reports.row.no_field") if key == UNKNOWN else self.field(key)

    def result(self, finding: str) -> str:
        """What was found, in a table."""
        return self.plain(f"reports.result.{finding}")

    def measure(self, kind: str) -> str:
        """What was done about people or rules."""
        names = self.rules.measures.get(kind)
        return names[self.language] if names else kind

    def cause(self, code: str) -> str:
        """The cause that an answer names."""
        names = self.rules.causes.get(code)
        return names[self.language] if names else self.plain("reports.row.no_cause")

    def none(self) -> str:
        """What stands where there is nothing."""
        return self.plain("reports.none")

    def few(self, below: int) -> str:
        """A count too small to be told."""
        return f"<{below}"

    def order(self, code: str) -> tuple[int, tuple[object, ...]]:
        """Departments before communes, each in the order of the alphabet."""
        unit = self.rules.directory.unit(code)
        return int(unit.is_commune), sort_key(unit.name)

    def exact(self, share: float) -> str:
        """A percentage with two decimals, as reports to the authority tell it: 79,63%."""
        return f"{say_number(int(share * 10000 + 0.5) / 100, self.language)}%"

    def exact_rate(self, rate: Rate) -> str:
        """A rate in the same form, a dash when there is nothing to divide by."""
        return self.none() if rate.share is None else self.exact(rate.share)

    def change(self, now: int, then: int) -> str:
        """How much more or less than then: +12,5%; a dash when there was nothing."""
        if not then:
            return self.none()
        sign = "+" if now > then else MINUS if now < then else ""
        return f"{sign}{self.number(abs(now - then) * 100 / then)}%"

    def usual(self, row: CategoryWeek) -> str:
        """The mean of the weeks before, a dash when there were none."""
        return self.plain("reports.none") if row.usual is None else self.number(row.usual)

    def day_of(self, at: datetime) -> str:
        """The day of a moment in Đồng Nai."""
        return say_date(in_vietnam(at).date(), self.language)

    def days(self, week: Week) -> str:
        """From Monday to Sunday: 16-22/11/2026."""
        if week.monday.month == week.sunday.month:
            return self.plain("reports.days.same_month", first=week.monday.day, last=week.sunday)
        return self.plain("reports.days.two_months", first=week.monday, last=week.sunday)


def capital(sentence: Said | str) -> str:
    """The sentence with a capital first letter; it must not begin with markup."""
    return sentence[:1].upper() + sentence[1:]
