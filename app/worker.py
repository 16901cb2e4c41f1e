"""The worker process: handles turns, sends notices, listens to the clock. Any number may run."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from procrastinate import App

from app import compose
from app.database import database_url
from bot.api import make_bot
from bot.election import lead
from bot.files import Fetcher
from bot.sender import Sender
from casework import morning
from casework.work import House
from dialogue.rasa import Rasa
from dialogue.render import render
from jobs import clock, files, periods, queue, retention, turns, weekly, weekly_files
from settings import Settings, settings

log = structlog.get_logger()

AT_ONCE = 12  # turns of different conversations under way in one worker
HEARTBEAT = 2.0  # seconds; a killed worker's turns are taken over after DEAD_AFTER
DEAD_AFTER = 6.0
CLOCK_EVERY = timedelta(minutes=1)
WEEKLY_EVERY = timedelta(minutes=5)
PERIODS_EVERY = timedelta(minutes=30)
FORGET_EVERY = timedelta(hours=1)


def main() -> None:
    """Work until SIGTERM or Ctrl-C."""
    chosen = settings()
    compose.begin(chosen)
    asyncio.run(work(chosen))


async def work(chosen: Settings) -> None:
    """Everything that goes on behind the chats, in one event loop; database work in threads."""
    house, rasa = compose.house(chosen, pool=AT_ONCE), compose.rasa(chosen)
    jobs = queue.worker_app(database_url(chosen))
    turns.register(jobs)
    files.register(jobs)
    async with jobs.open_async():
        tasks = [asyncio.create_task(task) for task in _everything(chosen, house, rasa, jobs)]
        _stop_on_signal(tasks)
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        if not task.cancelled() and (error := task.exception()):
            raise error


def _everything(chosen: Settings, house: House, rasa: Rasa, jobs: App) -> list[Coroutine[Any, Any, None]]:
    url = database_url(chosen)
    summaries, kept = chosen.make_folder("summaries"), chosen.make_folder("attachments")
    bot = make_bot(chosen.bot_token.get_secret_value(), chosen.telegram_api_url) if chosen.bot_token else None
    context: dict[str, Any] = {"house": house, "rasa": rasa}
    if bot is not None:
        context["fetcher"] = Fetcher(house, bot, kept)
    everything: list[Coroutine[Any, Any, None]] = [
        jobs.run_worker_async(
            concurrency=AT_ONCE,
            additional_context=context,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
            fetch_job_polling_interval=1.0,
            delete_jobs="successful",
        ),
        _every(timedelta(seconds=HEARTBEAT), lambda: queue.take_over(jobs, DEAD_AFTER)),
        lead(url, "clock", lambda wake: _clock(house, summaries, kept)),
    ]
    if bot is not None:
        words = weekly_files.with_files(render, house, summaries)
        sender = Sender(house, bot, words, public_url=chosen.public_url)
        everything.append(lead(url, "sender", sender.run, channel="notices"))
    return everything


async def _clock(house: House, summaries: Path, kept: Path) -> None:
    """The clock is listened to by one worker at a time; the others would find nothing to do."""
    looked: clock.Looked = {}
    await asyncio.gather(
        _every(CLOCK_EVERY, lambda: asyncio.to_thread(clock.run_due, house, looked)),
        _every(CLOCK_EVERY, lambda: asyncio.to_thread(morning.run_due, house)),
        _every(WEEKLY_EVERY, lambda: asyncio.to_thread(weekly.run_due, house)),
        _every(PERIODS_EVERY, lambda: asyncio.to_thread(periods.run_due, house)),
        _every(WEEKLY_EVERY, lambda: asyncio.to_thread(weekly_files.send_due, house, summaries)),
        _every(FORGET_EVERY, lambda: asyncio.to_thread(retention.forget, house, kept)),
    )


async def _every(pause: timedelta, do: Callable[[], Awaitable[object]]) -> None:
    """Again and again; one failure is logged and the next round tries anew."""
    while True:
        try:
            await do()
        except Exception as error:
            log.error("round failed", error=type(error).__name__)
        await asyncio.sleep(pause.total_seconds())


def _stop_on_signal(tasks: list[asyncio.Task[None]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, tasks[0].cancel)


if __name__ == "__main__":
    main()
