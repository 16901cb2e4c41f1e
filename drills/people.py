"""What end-to-end tests let citizens and staff do: tap, read, follow a link, count what was asked of them."""

import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from drills.botapi import Conversation, Expected, Person, Press, Received, Unheard
from drills.loopback.conversation import PATIENCE

REF = re.compile(r"\bDN-\d{6}-\d{4,}-\d\b")


def tap(person: Person, label: str, chat: Conversation | None = None, within: float = PATIENCE) -> Press:
    """Press the button whose label contains `label` on the newest message since the last action here.

    Waits for it; a card of an earlier turn is never pressed by haste: for that use `person.presses` with its
    message.
    """
    place = chat or person
    until = time.monotonic() + within
    while True:
        offer = place.find_button(label)
        if offer and offer[0].change > place.mark:
            return person.presses(offer[1].label, offer[0], chat)
        older = f"; an older one is on message {offer[0].message_id}" if offer else ""
        place.wait_until(until, f"no new button {label!r} within {within} s{older}")


def ask(person: Person, text: str, expected: Expected, within: float = PATIENCE) -> Received:
    """Say something and wait for the answer."""
    person.says(text)
    return person.hears(expected, within)


def last(place: Conversation) -> Received:
    """The bot's newest message in a chat; `Unheard` when there is none."""
    inbox = place.inbox
    if not inbox:
        raise Unheard(f"the bot has said nothing\n{place.transcript()}")
    return inbox[-1]


def last_text(place: Conversation) -> str:
    """What the bot's newest message says; empty when there is none."""
    inbox = place.inbox
    return inbox[-1].text if inbox else ""


def labels(place: Conversation) -> list[str]:
    """The buttons on the newest message that has any."""
    return next((message.labels for message in place.inbox[::-1] if message.buttons), [])


def link(place: Conversation, label: str) -> str:
    """Where the newest link button whose label contains `label` leads; `Unheard` when there is none."""
    found = place.find_button(label)
    if found is None or found[1].url is None:
        raise Unheard(f"no link {label!r}\n{place.transcript()}")
    return found[1].url


def opens(person: Person, deep_link: str) -> Received:
    """Follow a link t.me/<bot>?start=<payload>, as in an invitation or a sign-in."""
    return person.starts(parse_qs(urlsplit(deep_link).query)["start"][0])


def refs(place: Conversation) -> list[str]:
    """The case refs the bot has named here, each once, in order."""
    found = (ref for message in place.inbox for ref in REF.findall(message.text))
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Effort:
    """What somebody had to do: messages sent (files and edits too) and taps on buttons."""

    messages: int
    taps: int

    def __sub__(self, earlier: "Effort") -> "Effort":
        return Effort(self.messages - earlier.messages, self.taps - earlier.taps)


def effort(person: Person) -> Effort:
    """All that the person has done so far; the difference of two tells what a task took."""
    return Effort(person.messages_sent, person.taps)
