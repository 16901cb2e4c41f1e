"""What `langnghe doctor` looks at: each check tells one finding, and never raises."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app import migrate, training
from app.database import database_url
from app.errors import sentence
from casework.calendar import build_calendar
from casework.rules.clocks import load_calendar_table
from settings import ROOT, Settings

_LITTLE_DISK, _TOO_LITTLE_DISK = 5_000_000_000, 1_000_000_000  # bytes
_OURS_MAY_DIFFER = timedelta(seconds=5)  # two machines of one installation
_THEIRS_MAY_DIFFER = timedelta(seconds=60)
_FEWEST_HOLIDAYS = 11  # of a year, Labour Code 2019 article 112


class Grade(StrEnum):
    """How a finding is to be taken."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what is to be said about it."""

    subject: str
    grade: Grade
    line: str


def findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look at everything, one after the other."""
    for subject, look in _LOOKS.items():
        grade, line = look(settings, now)
        yield Finding(subject, grade, line)


def _good(key: str, **values: object) -> tuple[Grade, str]:
    return Grade.GOOD, sentence(f"cli.doctor.{key}", **values)


def _note(key: str, **values: object) -> tuple[Grade, str]:
    return Grade.NOTE, sentence(f"cli.doctor.{key}", **values)


def _bad(key: str, **values: object) -> tuple[Grade, str]:
    return Grade.BAD, sentence(f"cli.doctor.{key}", **values)


def _settings(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    if not (settings.data / "keys").exists() and settings.given_identity_key is None:
        return _note("settings.no_keys", folder=settings.data)
    return _good("settings.ok", folder=settings.data, address=settings.public_url)


def _database(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    answer = _asked(settings, lambda it: it.execute(text("SHOW server_version")).scalar())
    if isinstance(answer, SQLAlchemyError):
        key = "database.not_running" if settings.embedded else "database.bad"
        return _bad(key, why=_first_line(answer))
    return _good("database.embedded" if settings.embedded else "database.ok", version=answer)


def _migrations(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    answer = _asked(settings, migrate.missing)
    if isinstance(answer, SQLAlchemyError):
        return _bad("migrations.unknown")
    return _bad("migrations.missing") if answer else _good("migrations.ok")


def _model(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    model = training.model_path(settings)
    if not model.exists():
        return _bad("model.missing")
    return _good("model.ok", name=model.name, size=round(model.stat().st_size / 1_000_000, 1))


def _rasa(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    answer = _got(f"{settings.rasa_url}/status", params={"token": settings.rasa_token})
    if answer is None:
        return _bad("rasa.silent", address=settings.rasa_url)
    if answer.status_code != httpx.codes.OK:
        return _bad("rasa.refuses", address=settings.rasa_url, status=answer.status_code)
    return _good("rasa.ok", address=settings.rasa_url)


def _actions(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    address = f"http://127.0.0.1:{settings.actions_port}"
    answer = _got(f"{address}/health")
    if answer is None or answer.status_code != httpx.codes.OK:
        return _bad("actions.silent", address=address)
    return _good("actions.ok", address=address)


def _telegram(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    if settings.bot_token is None:
        return _note("telegram.none")
    bot = _of_telegram(settings, "getMe")
    if bot is None:
        return _bad("telegram.silent", address=settings.telegram_api_url)
    if not bot.get("ok"):
        return _bad("telegram.refuses", why=bot.get("description", ""))
    hook = (_of_telegram(settings, "getWebhookInfo") or {}).get("result", {}).get("url", "")
    if bool(hook) != (settings.telegram_mode == "webhook"):
        return _bad("telegram.mode", mode=settings.telegram_mode)
    return _good("telegram.ok", name=bot["result"].get("username", ""), mode=settings.telegram_mode)


def _disk(settings: Settings, _now: datetime) -> tuple[Grade, str]:
    folder = next(place for place in (settings.data, *settings.data.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    grade = _bad if free < _TOO_LITTLE_DISK else _note if free < _LITTLE_DISK else _good
    return grade("disk", free=round(free / 1_000_000_000, 1), folder=folder)


def _clock(settings: Settings, now: datetime) -> tuple[Grade, str]:
    """Compared with the database's clock and, where there is a bot, with Telegram's."""
    theirs = _asked(settings, lambda it: it.execute(text("SELECT clock_timestamp()")).scalar())
    if isinstance(theirs, datetime) and abs(datetime.now(UTC) - theirs) > _OURS_MAY_DIFFER:
        return _bad("clock.database", seconds=round((datetime.now(UTC) - theirs).total_seconds()))
    answer = _got(settings.telegram_api_url) if settings.telegram else None
    if answer is not None and "date" in answer.headers:
        off = datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])
        if abs(off) > _THEIRS_MAY_DIFFER:
            return _bad("clock.telegram", seconds=round(off.total_seconds()))
    return _good("clock.ok", at=now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")))


def _holidays(_settings: Settings, now: datetime) -> tuple[Grade, str]:
    table = load_calendar_table(ROOT / "data")
    year = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).year
    days = build_calendar(table, years=[year, year + 1]).holidays
    counts = {each: sum(day.year == each for day in days) for each in (year, year + 1)}
    guessed = [str(each) for each in counts if each not in table.decided_years]
    if min(counts.values()) < _FEWEST_HOLIDAYS or year not in table.decided_years:
        return _bad("holidays.missing", years=", ".join(guessed) or year)
    told = "; ".join(f"{each}: {count}" for each, count in counts.items())
    return (
        _note("holidays.guessed", told=told, years=", ".join(guessed))
        if guessed
        else _good("holidays.ok", told=told)
    )


_LOOKS: dict[str, Callable[[Settings, datetime], tuple[Grade, str]]] = {
    "settings": _settings,
    "database": _database,
    "migrations": _migrations,
    "model": _model,
    "rasa": _rasa,
    "actions": _actions,
    "telegram": _telegram,
    "disk": _disk,
    "clock": _clock,
    "holidays": _holidays,
}


def _asked(settings: Settings, question: Callable[[Connection], Any]) -> Any:
    """The answer of the database, or the error instead of it."""
    engine = create_engine(database_url(settings), connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            return question(connection)
    except SQLAlchemyError as error:
        return error
    finally:
        engine.dispose()


def _got(address: str, **more: Any) -> httpx.Response | None:
    try:
        return httpx.get(address, timeout=5, **more)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


def _of_telegram(settings: Settings, method: str) -> dict[str, Any] | None:
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    answer = _got(f"{settings.telegram_api_url}/bot{token}/{method}")
    try:
        return dict(answer.json()) if answer else None
    except ValueError:
        return None


def _first_line(error: SQLAlchemyError) -> str:
    return str(error.args[0] if error.args else error).strip().splitlines()[0]
