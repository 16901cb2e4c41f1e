"""`langnghe staff`: invite people to act for a unit, list them, revoke them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import httpx
import typer

from app.errors import sentence
from casework import delegations, staff
from casework.records import StaffMember
from casework.rules.deadlines import in_vietnam
from casework.terms import Role
from casework.work import Work
from cli._house import house, moment, unit_named, wrong
from cli._terminal import print_table, tell
from cli.refusal import Refused
from settings import Settings, settings
from texts import operator_language, plain, say_date

AsJson = Annotated[bool, typer.Option("--json", help=sentence("cli.staff.help.json"))]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command(help=sentence("cli.staff.help.invite"))
def invite(
    unit: Annotated[str, typer.Option(metavar="CODE", help=sentence("cli.staff.help.unit"))],
    role: Annotated[str, typer.Option(metavar="|".join(Role), help=sentence("cli.staff.help.role"))],
    name: Annotated[str, typer.Option(help=sentence("cli.staff.help.name"))] = "",
    as_json: AsJson = False,
) -> None:
    """Print a code that makes one person staff, and the links that carry it; shown this once."""
    if role not in set(Role):
        wrong(sentence("cli.staff.bad_role", given=role, roles=", ".join(Role)))
    chosen = settings()
    with house() as it, it.work() as work:
        code = staff.invite(work, unit_named(it, unit).code, Role(role), name)
        expires = in_vietnam(work.now + staff.INVITATION_LASTS)
    telegram = _telegram_link(chosen, code)
    console = f"{chosen.public_url}/console/join?code={code}"
    if as_json:
        told = {"code": code, "telegram": telegram, "console": console, "expires_at": expires.isoformat()}
        typer.echo(json.dumps(told))
        return
    for key, link in (("telegram", telegram), ("console", console), ("code", code)):
        if link:
            typer.echo(sentence(f"cli.staff.invited.{key}", link=link))
    typer.echo(sentence("cli.staff.invited.once", until=expires))


@app.command("list", help=sentence("cli.staff.help.list"))
def list_all(as_json: AsJson = False) -> None:
    """Print everyone who is not revoked."""
    with house() as it, it.work() as work:
        rows = [_row(work, member) for member in staff.active(work.session)]
        names = {row["unit"]: it.rules.directory.unit(row["unit"]).full_name for row in rows}
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        columns = ("id", "unit", "role", "name", "joined")
        headings = [sentence(f"cli.staff.column.{column}") for column in columns]
        print_table(headings, (list(_cells(row, names)) for row in rows))
    else:
        tell(sentence("cli.staff.nobody"))


@app.command(help=sentence("cli.staff.help.revoke"))
def revoke(
    staff_id: Annotated[int, typer.Argument(metavar="ID", help=sentence("cli.staff.help.id"))],
) -> None:
    """End a membership and every sign-in of it; exit 1 when there is none."""
    with house() as it, it.work() as work:
        member = staff.revoke(work.session, staff_id, work.now)
        if member is None:
            raise Refused("cli.staff.unknown", id=staff_id)
        typer.echo(sentence("cli.staff.revoked", id=staff_id, unit=member.unit, role=_role(member.role)))


@app.command(help=sentence("cli.staff.help.delegate"))
def delegate(
    staff_id: Annotated[int, typer.Argument(metavar="ID", help=sentence("cli.staff.help.deputy"))],
    begins: Annotated[
        str, typer.Option("--from", metavar="DAY", help=sentence("cli.staff.help.begins"))
    ] = "",
    ends: Annotated[str, typer.Option("--until", metavar="DAY", help=sentence("cli.staff.help.ends"))] = "",
    stop: Annotated[bool, typer.Option("--end", help=sentence("cli.staff.help.end"))] = False,
) -> None:
    """Let an officer act for the head of the unit on these days, or no longer; exit 1 when that cannot be."""
    if not ends and not stop:
        wrong(sentence("cli.staff.need_days"))
    with house() as it, it.work() as work:
        member = work.session.get(StaffMember, staff_id)
        if member is None or member.revoked_at is not None:
            raise Refused("cli.staff.unknown", id=staff_id)
        if stop:
            _end(work, member)
            return
        first = moment("--from", begins).date() if begins else work.today
        row = delegations.delegate(work, member, first, moment("--until", ends).date())
        unit = it.rules.directory.unit(member.unit).full_name
        typer.echo(sentence("cli.staff.delegated", id=staff_id, unit=unit, begins=row.begins, ends=row.ends))


def _end(work: Work, member: StaffMember) -> None:
    ended = [delegations.end(work, row.id) for row in delegations.of_member(work.session, member)]
    if not any(ended):
        raise Refused("cli.staff.no_delegation", id=member.id)
    typer.echo(sentence("cli.staff.delegation_ended", id=member.id))


def _row(work: Work, member: StaffMember) -> dict[str, Any]:
    days = [row for row in delegations.of_member(work.session, member) if row.ends >= work.today]
    return {
        "id": member.id,
        "unit": member.unit,
        "role": member.role,
        "name": member.name,
        "joined_at": in_vietnam(member.joined_at).isoformat(),
        "delegations": [{"from": row.begins.isoformat(), "until": row.ends.isoformat()} for row in days],
    }


def _cells(row: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    yield str(row["id"])
    yield f"{row['unit']}  {names[row['unit']]}"
    yield _post(row)
    yield row["name"] or ""
    yield say_date(date.fromisoformat(row["joined_at"][:10]), operator_language())


def _post(row: dict[str, Any]) -> str:
    """The role, and for a deputy from when to when."""
    role = _role(row["role"])
    if not row["delegations"]:
        return role
    days = {"begins": row["delegations"][0]["from"], "ends": row["delegations"][0]["until"]}
    told = {name: date.fromisoformat(day) for name, day in days.items()}
    return plain("cli.staff.acts", operator_language(), role=role, **told)


def _role(role: str) -> str:
    return plain(f"staff.role.{role}", operator_language())


def _telegram_link(chosen: Settings, code: str) -> str | None:
    """The deep link of the bot; None without a token, or when Telegram does not tell the bot's name now."""
    if chosen.bot_token is None:
        return None
    address = f"{chosen.telegram_api_url}/bot{chosen.bot_token.get_secret_value()}/getMe"
    try:
        answer = httpx.get(address, timeout=5.0)
        return f"https://t.me/{answer.raise_for_status().json()['result']['username']}?start=join_{code}"
    except (httpx.HTTPError, ValueError, KeyError):  # their words would show the token
        tell(sentence("cli.staff.no_bot", address=chosen.telegram_api_url))
        return None
