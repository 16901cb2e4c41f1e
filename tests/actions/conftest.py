"""The action route over HTTP, on a database of its own."""

from __future__ import annotations

import pytest

from actions.server import action_app
from casework.work import House
from tests.actions.talk import Route, Talk
from tests.casework.conftest import _vault, house

__all__ = ["_vault", "house"]


@pytest.fixture
def route(house: House) -> Route:
    return Route(action_app(house, "https://dongnai.example"))


@pytest.fixture
def talk(route: Route, house: House) -> Talk:
    """A citizen who has just begun to write."""
    return Talk(route, house)
