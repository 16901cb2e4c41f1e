"""The readable file of a person's own data: one page of plain HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from casework.identity import DISCLOSED, Look
from casework.personal_data import Kept, KeptCase
from casework.rules.posts import head_of
from casework.work import Work
from texts import Said, say, say_date, say_moment

_FITS_A_PHONE = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_STYLE = "body{font:1rem/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}dt{font-weight:bold}"

Row = tuple[str, str]  # what it is, and its value as HTML


def page(work: Work, kept: Kept, language: str) -> str:
    """Everything that is kept, case by case, in the reader's language."""
    return _Page(work, language).whole(kept)


class _Page:
    def __init__(self, work: Work, language: str) -> None:
        self.work, self.language = work, language

    def whole(self, kept: Kept) -> str:
        title = self.say("title")
        parts = [f"<h1>{title}</h1>", f"<p>{self.say('made', at=self.work.now)}</p>"]
        parts += [self.section(self.say("talk"), self.talk(kept))]
        for each in kept.cases:
            parts += [self.section(escape(each.case.ref), self.case(each))]
        head = f'<meta charset="utf-8">{_FITS_A_PHONE}<title>{title}</title><style>{_STYLE}</style>'
        body = "".join(parts)
        return f'<!doctype html><html lang="{self.language}"><head>{head}</head><body>{body}</body></html>'

    def section(self, heading: str, rows: Iterable[Row]) -> str:
        items = "".join(f"<dt>{what}</dt><dd>{value}</dd>" for what, value in rows if value)
        return f"<h2>{heading}</h2><dl>{items}</dl>"

    def talk(self, kept: Kept) -> Iterator[Row]:
        yield self.say("begun"), say_moment(kept.conversation.created_at, self.language)
        yield self.say("said"), str(kept.turns)
        yield self.say("received"), str(kept.replies)
        yield self.say("loose_files"), str(kept.loose_files)
        yield self.say("kept_until"), say_date(kept.until, self.language)

    def case(self, kept: KeptCase) -> Iterator[Row]:
        case, rules = kept.case, self.work.rules
        yield self.say("category"), escape(rules.categories[case.category].name(self.language))
        yield self.say("state"), say(f"citizen.state.{case.state}", self.language)
        yield self.say("accountable"), escape(head_of(rules.directory.unit(case.accountable)))
        yield self.say("received_on"), say_moment(case.received_at, self.language)
        yield self.say("mode"), self.say(f"mode_{case.identity}")
        for kind, text in kept.words:
            yield self.say(f"text_{kind}"), _lines(text)
        yield self.say("codes"), escape(", ".join(kept.dossier.get("codes") or []))
        yield self.say("contact"), _lines(kept.contact or "") or self.say("no_contact")
        yield self.say("files"), str(len(kept.files) or "")
        yield self.say("looks"), "<br>".join(map(self.look, kept.looks)) or self.say("no_looks")
        yield self.say("kept_until"), self.until(kept)

    def look(self, look: Look) -> Said:
        reason = look.reason or ""
        if look.what == DISCLOSED:
            return self.say("disclosed", at=look.at, document=reason)
        unit = self.work.rules.directory.unit(look.unit).full_name if look.unit else ""
        return self.say("look", at=look.at, unit=unit, reason=reason)

    def until(self, kept: KeptCase) -> str:
        if kept.until is not None:
            return say_date(kept.until, self.language)
        return self.say("until_over", n=self.work.rules.clocks.anonymise_after_months)

    def say(self, name: str, **facts: object) -> Said:
        return say(f"privacy.page.{name}", self.language, **facts)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
