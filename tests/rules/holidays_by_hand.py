"""The days off of Vietnam written down by hand, to hold the computed calendar against."""

from datetime import date, datetime

from casework.rules.deadlines import HERE, Calendar


def _days(*written: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for line in written for day in line.split())


OFF_ON_WEEKDAYS = _days(
    "2025-01-01",
    "2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31",  # Tết: mùng 1 is Wednesday 29/01
    "2025-04-07",  # 10/3 lunar
    "2025-04-30 2025-05-01 2025-05-02",  # Friday swapped for Saturday 26/04
    "2025-09-01 2025-09-02",
    "2026-01-01 2026-01-02",  # Friday swapped for Saturday 10/01
    "2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20",  # Tết: mùng 1 is Tuesday 17/02
    "2026-04-27",  # 10/3 lunar is Sunday 26/04
    "2026-04-30 2026-05-01",
    "2026-08-31 2026-09-01 2026-09-02",  # Monday swapped for Saturday 22/08
    "2026-11-24",  # Vietnam Culture Day, since 2026
    "2027-01-01",
    "2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10",  # Tết: mùng 1 is Saturday 06/02; undecided
    "2027-04-16",  # 10/3 lunar
    "2027-04-30 2027-05-03",  # 01/05 is a Saturday
    "2027-09-02 2027-09-03",  # the day beside 02/09 is undecided
    "2027-11-24",
    "2028-01-03",  # 01/01 is a Saturday
)
WORKING_SATURDAYS = _days("2025-04-26 2026-01-10 2026-08-22")

BY_HAND = Calendar(OFF_ON_WEEKDAYS, WORKING_SATURDAYS, first=date(2025, 1, 1), last=date(2028, 1, 23))


def here(written: str) -> datetime:
    """A moment written without an offset is one of Vietnam."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE)
