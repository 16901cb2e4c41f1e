"""The Bot API's refusals, in its own words (tdlib/telegram-bot-api, Client.cpp)."""

from typing import Any

BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
KICKED = {
    "group": "Forbidden: bot was kicked from the group chat",
    "supergroup": "Forbidden: bot was kicked from the supergroup chat",
}
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
POLL_ENDED = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):
    """An answer other than ok: HTTP status, description and the Bot API's `parameters`."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(reason: str, **parameters: Any) -> Refusal:
    """A 400 with the usual prefix."""
    return Refusal(400, f"Bad Request: {reason}", **parameters)


def too_many(retry_after: int) -> Refusal:
    """A 429 that names the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def upgraded(new_id: int) -> Refusal:
    """A basic group that has become the supergroup `new_id`."""
    return bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
