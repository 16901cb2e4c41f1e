"""The Vietnamese lunar calendar at UTC+7: which solar day "rằm tháng 7" is.

Astronomy after Jean Meeus, "Astronomical Algorithms" (1998), as Hồ Ngọc Đức published it for Vietnam.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import floor, pi, sin

_HOURS_EAST = 7
_SYNODIC_MONTH = 29.530588853
_JULIAN_OF_ORDINAL_0 = 1721425
_RADIANS = pi / 180
# Periodic terms of the true new moon: (factor, power of E is left out), arguments as multiples of M, M', F.
_NEW_MOON_TERMS = (
    (0.1734, 1, 0, 0),
    (0.0021, 2, 0, 0),
    (-0.4068, 0, 1, 0),
    (0.0161, 0, 2, 0),
    (-0.0004, 0, 3, 0),
    (0.0104, 0, 0, 2),
    (-0.0051, 1, 1, 0),
    (-0.0074, 1, -1, 0),
    (0.0004, 1, 0, 2),
    (-0.0004, -1, 0, 2),
    (-0.0006, 0, 1, 2),
    (0.0010, 0, -1, 2),
    (0.0005, 1, 2, 0),
)


def solar_date(day: int, month: int, year: int) -> date | None:
    """Solar date of a day of an ordinary (not leap) lunar month; None when the month has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    first = _month_start(month, year)
    after = _new_moon(_moon_number(first) + 1)
    found = first + day - 1
    return date.fromordinal(found - _JULIAN_OF_ORDINAL_0) if found < after else None


@lru_cache(maxsize=512)
def _month_start(month: int, year: int) -> int:
    winter, next_winter = (year - 1, year) if month < 11 else (year, year + 1)
    first, last = _month_eleven(winter), _month_eleven(next_winter)
    offset = month - 11 if month >= 11 else month + 1
    leap = _leap_offset(first) if last - first > 365 else None
    if leap is not None and offset >= leap:
        offset += 1
    return _new_moon(_moon_number(first) + offset)


def _moon_number(julian_day: int) -> int:
    return floor((julian_day - 2415021.076998695) / _SYNODIC_MONTH + 0.5)


def _month_eleven(year: int) -> int:
    """Julian day number of the first day of lunar month 11: the month that holds the winter solstice."""
    last_day = date(year, 12, 31).toordinal() + _JULIAN_OF_ORDINAL_0
    number = floor((last_day - 2415021) / _SYNODIC_MONTH)
    start = _new_moon(number)
    return _new_moon(number - 1) if _sun_sector(start) >= 9 else start


def _leap_offset(month_eleven: int) -> int | None:
    """Months after month 11 at which the leap month stands: the first without a change of sun sector."""
    number = _moon_number(month_eleven)
    for offset in range(1, 14):
        if _sun_sector(_new_moon(number + offset)) == _sun_sector(_new_moon(number + offset + 1)):
            return offset
    return None


@lru_cache(maxsize=2048)
def _new_moon(number: int) -> int:
    """Julian day number, at UTC+7, of the new moon counted from January 1900."""
    t = number / 1236.85
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * t * t - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t * t) * _RADIANS)
    sun = 359.2242 + 29.10535608 * number - 0.0000333 * t * t
    moon = 306.0253 + 385.81691806 * number + 0.0107306 * t * t
    node = 21.2964 + 390.67050646 * number - 0.0016528 * t * t
    true = mean + sum(
        (factor - (0.000393 * t if (a, b, c) == (1, 0, 0) else 0))
        * sin((a * sun + b * moon + c * node) * _RADIANS)
        for factor, a, b, c in _NEW_MOON_TERMS
    )
    return floor(true - _delta_t(t) + 0.5 + _HOURS_EAST / 24)


def _delta_t(t: float) -> float:
    """Dynamical less universal time in days, years after 800."""
    return -0.000278 + 0.000265 * t + 0.000262 * t * t


def _sun_sector(julian_day: int) -> int:
    """Which twelfth of the sun's path (0-11) holds local midnight of the day."""
    t = (julian_day - 0.5 - _HOURS_EAST / 24 - 2451545.0) / 36525
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t * t) * _RADIANS
    centre = (1.914600 - 0.004817 * t) * sin(anomaly)
    centre += 0.019993 * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = 280.46645 + 36000.76983 * t + centre
    return floor(longitude % 360 / 30)


def near(day: int, month: int, at: date, *, back: bool = True) -> date | None:
    """The last such lunar day up to `at`, or the next one after it."""
    found = [solar for year in range(at.year - 2, at.year + 2) if (solar := solar_date(day, month, year))]
    fitting = [solar for solar in found if (solar <= at if back else solar >= at)]
    return (max if back else min)(fitting, default=None)


def last_full_moon(at: date) -> date:
    """The last 15th of a lunar month up to `at`."""
    today = at.toordinal() + _JULIAN_OF_ORDINAL_0
    number = _moon_number(today) + 1
    while _new_moon(number) + 14 > today:
        number -= 1
    return date.fromordinal(_new_moon(number) - _JULIAN_OF_ORDINAL_0) + timedelta(days=14)
