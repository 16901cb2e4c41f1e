"""Noise for the chat: `python -m drills.fuzz URL -n 10000` sends it and tells what was wrong.

Texts are cut from real ones, mixed with signs, code and buttons that nobody offered. Nothing of it may
bring an error, a case, or a word of somebody else's case.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx

from casework.rules.ref import find_refs
from dialogue.buttons import COMMANDS, PRESSES
from texts import LANGUAGES, plain

A_CONVERSATION = 12  # messages; the limit of one person lies beyond
AT_ONCE = 8
PATIENCE = 60.0
BROKEN = tuple(plain("citizen.error.broken", language) for language in LANGUAGES)
SIGNS = "{}[]()<>/\\\\'\";:%$#@!?*|~`^&=+-_.,0123456789 \n\t\u200b\u202e\u0301"
CODES = ("DROP TABLE", "{{x}}", "<img src=x onerror=y>", "${x}", "../..", "/restart", "\u2215", "%s%n", "NaN")

Sent = dict[str, str]


def noise(seed: int, words: list[str]) -> Iterator[Sent]:
    """Endless messages, the same for the same seed; `words` are what texts are made of."""
    dice = random.Random(seed)  # noqa: S311 - for tests, not for secrets
    while True:
        yield KINDS[dice.randrange(len(KINDS))](dice, words)


def _babble(dice: random.Random, words: list[str]) -> Sent:
    return {"text": " ".join(dice.choices(words, k=dice.randrange(1, 12)))}


def _torn(dice: random.Random, words: list[str]) -> Sent:
    text = " ".join(dice.choices(words, k=dice.randrange(1, 30)))
    cuts = "".join(sign if dice.random() > 0.2 else dice.choice(SIGNS) for sign in text)
    return {"text": cuts + dice.choice(CODES)}


def _signs(dice: random.Random, words: list[str]) -> Sent:
    return {
        "text": "".join(
            chr(
                dice.choice(
                    (
                        dice.randrange(32, 0x250),
                        dice.randrange(0x1E00, 0x2100),
                        dice.randrange(0x1F300, 0x1F9FF),
                    )
                )
            )
            for _ in range(dice.randrange(1, 60))
        )
    }


def _slash(dice: random.Random, words: list[str]) -> Sent:
    press = dice.choice(list(PRESSES.values()))
    name = dice.choice((press.intent, dice.choice(list(COMMANDS))))
    return {"text": f"/{name}" + dice.choice(("", '{"value": "x"}', "@x", " x", '{"value": "sealed"}'))}


ARGUMENTS = ("", "?", "x", "add:DN-261123-0001-3", "DN-261123-0001-3", "none", "26041")


def _button(dice: random.Random, words: list[str]) -> Sent:
    """Any button but those that send: a case may come of a send."""
    verb = dice.choice([verb for verb in PRESSES if verb != "send"])
    return {"button": f"{verb}:{dice.choice(ARGUMENTS)}"}


KINDS = (_babble, _torn, _signs, _slash, _button)


def converse(url: str, messages: list[Sent]) -> list[str]:
    """Send them in one conversation; what was wrong with the answers."""
    session, wrong = secrets.token_urlsafe(24), []
    with httpx.Client(timeout=PATIENCE) as line:
        for message in messages:
            answer = line.post(f"{url}/api/chat", json={"session": session, **message})
            fault = _fault(message, answer)
            if fault:
                wrong.append(f"{fault}: {message!r}")
    return wrong


def _fault(message: Sent, answer: httpx.Response) -> str | None:
    if answer.status_code == 400:
        return None  # refused as nothing, with a line that says so
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    told = answer.json()["messages"]
    if not told:
        return "silence"
    text = "\n".join(each["text"] for each in told)
    if text.startswith(BROKEN):
        return "broken"
    if any(each["case_ref"] for each in told):
        return "a case"
    said = set(find_refs(" ".join(message.values())))
    return "somebody's ref" if set(find_refs(text)) - said else None


def run(url: str, number: int, words: list[str], seed: int = 1) -> list[str]:
    """Send so many messages in conversations of twelve, several at once; what was wrong."""
    source = noise(seed, words)
    talks = [[next(source) for _ in range(A_CONVERSATION)] for _ in range(-(-number // A_CONVERSATION))]
    with ThreadPoolExecutor(AT_ONCE) as people:
        return [fault for faults in people.map(lambda talk: converse(url, talk), talks) for fault in faults]


def main() -> None:
    """From the command line; words are read from standard input."""
    parser = argparse.ArgumentParser(prog="python -m drills.fuzz")
    parser.add_argument("url")
    parser.add_argument("-n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    wrong = run(asked.url, asked.n, sys.stdin.read().split(), asked.seed)
    kinds = Counter(fault.partition(":")[0] for fault in wrong)
    sys.stdout.write(f"{asked.n} {time.monotonic() - began:.0f} s {dict(kinds)}\n")
    sys.stdout.write("\n".join(wrong[:20]) + "\n")


if __name__ == "__main__":
    main()
