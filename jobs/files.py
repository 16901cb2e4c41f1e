"""Fetching files that came over Telegram, as jobs: tried with growing pauses, then the sender is told."""

from __future__ import annotations

import asyncio

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job

from bot.files import Fetcher, NotFetched
from jobs.queue import FETCH_FILE, FILES

log = structlog.get_logger()

TRIES = 8
FIRST_PAUSE = 2  # seconds; doubled with each try: about eight minutes in all


class Growing(BaseRetryStrategy):
    """Telegram away: again after 2, 4, 8 … seconds. Anything else as often, for a crash may be over."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None ends the trying; the task then says so by itself."""
        if job.attempts >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": FIRST_PAUSE * 2**job.attempts})


def register(app: App) -> None:
    """Make the task known to a worker's application."""
    app.task(name=FETCH_FILE, queue=FILES, retry=Growing(), pass_context=True)(fetch_file)


async def fetch_file(context: JobContext, *, attachment: str) -> None:
    """Bring one file over. Without a line to Telegram there is nothing to bring."""
    fetcher: Fetcher | None = context.additional_context.get("fetcher")
    if fetcher is None:
        return
    try:
        await fetcher.fetch(attachment)
    except NotFetched as error:
        log.warning("file not fetched", error=str(error), attempts=context.job.attempts)
        if context.job.attempts >= TRIES:
            await asyncio.to_thread(fetcher.give_up, attachment)
            return
        raise
