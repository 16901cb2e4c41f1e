"""A member of staff at the console: who is signed in, one transaction, and pages in their language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request, Response
from markupsafe import Markup

from casework import delegations, handling, queries, staff, threads
from casework.records import Case, StaffMember
from casework.rules.ref import ref_meant
from casework.terms import Actor
from casework.work import Work
from console import pages
from console.faults import SignInFirst
from console.markup import safe
from console.site import Site
from dialogue.reply import Line, reply
from dialogue.staff_words import spoken
from texts import Said, say

COOKIE = "staff"


@dataclass(frozen=True)
class Desk:
    """One request of a member who is signed in."""

    request: Request
    site: Site
    work: Work
    member: StaffMember

    @property
    def language(self) -> str:
        """The language this member reads."""
        return pages.language(self.request)

    @property
    def actor(self) -> Actor:
        """In whose name this member moves cases."""
        return delegations.actor(self.work, self.member)

    def case(self, typed: str) -> Case:
        """A case this member may see; NotVisible."""
        return queries.case_for_staff(self.work.session, self.work.rules, self.member, typed)

    def locked(self, typed: str) -> Case:
        """The same, locked before it is looked at: what is decided on is what stands there now."""
        handling.locked(self.work.session, ref_meant(typed) or typed[:30])
        return self.case(typed)

    def say(self, key: str, **values: object) -> Said:
        """A sentence of the catalogue."""
        return say(key, self.language, **values)

    def lines(self, *lines: Line) -> Markup:
        """Sentences of the dialogue as HTML."""
        return Markup(safe(spoken(reply(*lines), self.language, self.work.rules).text))  # noqa: S704 - cleaned

    def name_of(self, code: str) -> str:
        """The official name of a unit."""
        return self.work.rules.directory.unit(code).full_name

    def show(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page of the console, with what stands at its head."""
        unread = threads.unread(self.work.session, self.member, self.work.now)
        role = self.say(f"staff.role.{self.member.role}")
        head = {"member": self.member, "role": role, "unit_name": self.name_of(self.member.unit)}
        return pages.show(self.request, f"desk/{template}", status=status, unread=unread, **head, **values)


@contextmanager
def at_desk(request: Request, site: Site) -> Iterator[Desk]:
    """One transaction of a member who is signed in; raises SignInFirst."""
    with site.house.work() as work:
        member = staff.signed_in(work.session, request.cookies.get(COOKIE, ""), work.now)
        if member is None:
            raise SignInFirst
        request.state.language = staff.language_of(work.session, member)
        yield Desk(request, site, work, member)
