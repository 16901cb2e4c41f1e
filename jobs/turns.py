"""The handling of one turn as a job: to the dialogue for citizens, to the staff's own moves for staff."""

from __future__ import annotations

import asyncio

import structlog
from procrastinate import App, JobContext

from bot import dispatch, staff
from casework.records import Turn
from casework.work import House
from dialogue.rasa import Rasa
from dialogue.turns import give_up, run_turn
from jobs.queue import HANDLE_TURN, TURNS, Patience

log = structlog.get_logger()


def register(app: App) -> None:
    """Make the task known to a worker's application."""
    app.task(name=HANDLE_TURN, queue=TURNS, retry=Patience(), pass_context=True)(handle_turn)


async def handle_turn(context: JobContext, *, key: str) -> None:
    """Answer one turn, with as many tries as Patience allows; after the last one the person is told."""
    house: House = context.additional_context["house"]
    rasa: Rasa = context.additional_context["rasa"]
    attempts = context.job.attempts
    try:
        if not await asyncio.to_thread(_staff_took_it, house, key):
            await run_turn(house, rasa, key, again=attempts > 0)
    except Exception as error:
        log.warning("turn failed", error=type(error).__name__, attempts=attempts)
        if Patience.is_last(error, attempts):
            await asyncio.to_thread(give_up, house, key)
        raise


def _staff_took_it(house: House, key: str) -> bool:
    """Staff turns need no dialogue: they are answered here, in one transaction."""
    with house.work() as work:
        turn = work.session.get(Turn, key)
        if turn is None or dispatch.who_handles(work, turn) == "citizen":
            return False
        staff.handle(work, key)
        return True
