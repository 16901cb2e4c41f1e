"""What every view is given: the house, the way to Rasa, the options, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from casework.work import House
from console.limits import AddressLimit, is_loopback
from console.locks import TurnLocks
from console.options import Options
from dialogue.rasa import Rasa


@dataclass(frozen=True)
class Site:
    """Shared by all requests of this process."""

    house: House
    rasa: Rasa
    options: Options
    locks: TurnLocks
    limit: AddressLimit = field(default_factory=AddressLimit)

    def is_near(self, request: Request) -> bool:
        """Whether this program listens for this machine alone and the request comes from here."""
        return self.options.loopback and is_loopback(request.client.host if request.client else None)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


async def _form(request: Request) -> dict[str, str]:
    """The fields of a posted form; files are not taken here."""
    async with request.form(max_files=0) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


SiteOf = Annotated[Site, Depends(_site)]
FormOf = Annotated[dict[str, str], Depends(_form)]
