"""Answers to questions: a passage quoted with its source, a choice, or that it is not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from casework.rulebook import Rulebook
from casework.rules.passages import Facet, Passage, Read
from casework.rules.questions import Found
from dialogue.reply import Line, Reply, button, line, reply
from dialogue.understanding import Understanding

Rows = list[list[Line]]


def answer(rules: Rulebook, question: str, understood: Understanding, rows: Rows) -> Reply:
    """What is known of it; `rows`: buttons that go with any answer."""
    found = find(rules, question, understood)
    if found.sure:
        asked = rules.passages.facets_of(_without_places(question, understood))
        return quoted(found.sure, rows, asked)
    if found.near:
        return reply(line("citizen.passage.which"), rows=[*_choices(found.near), *rows])
    return reply(line("citizen.redirect.question"), rows=rows)


def find(rules: Rulebook, question: str, understood: Understanding) -> Found:
    """What answers it, wherever it is asked from."""
    return rules.passages.find(_without_places(question, understood))


def perhaps_asked(rules: Rulebook, text: str, understood: Understanding, body: Reply) -> Reply:
    """What a report is asked, with a way to the answer where its few words may have been a question."""
    about = _without_places(text, understood)
    asks = len(text.split()) <= WORDS_OF_A_QUESTION and rules.passages.facets_of(about)
    found = rules.passages.find(about) if asks else Found()
    if found.sure is None:
        return body
    said = [*body["say"], line("citizen.passage.perhaps")]
    return {**body, "say": said, "rows": [*_choices([found.sure]), *body["rows"]]}


WORDS_OF_A_QUESTION = 12


def quoted(passage: Passage, rows: Rows, asked: Sequence[Facet] = ()) -> Reply:
    """One passage with its source; what was asked comes first."""
    if passage.says:
        told = [*map(line, passage.says), line("citizen.passage.from_help")]
    elif passage.quote:
        told = _directive(passage)
    else:
        told = _procedure(passage, asked)
    return reply(line("citizen.passage.title", passage={"passage": passage.code}), *told, rows=rows)


def _choices(passages: Iterable[Passage]) -> Rows:
    return [
        [button("citizen.button.passage", f"tell:{each.code}", passage={"passage": each.code})]
        for each in passages
    ]


def _without_places(question: str, understood: Understanding) -> str:
    """Where somebody asks from says nothing of what is asked."""
    for place in sorted(understood.resolution.candidates, key=lambda each: -each.start):
        question = question[: place.start] + " " + question[place.end :]
    return question


def _directive(passage: Passage) -> list[Line]:
    source = line("citizen.passage.from_directive", section=passage.section)
    if not passage.section:
        source = line("citizen.passage.from_end_of_directive")
    return [line("citizen.passage.in_vietnamese"), line("citizen.passage.quote", text=passage.quote), source]


def _procedure(passage: Passage, asked: Sequence[Facet]) -> list[Line]:
    if passage.read is Read.NONE:
        return [SOURCES[Read.NONE](passage)]
    first = [facet for facet in asked if facet in passage.facts]
    facts = [*first, *(facet for facet in passage.facts if facet not in first)]
    told = [line(f"citizen.passage.{facet}", text=passage.facts[facet]) for facet in facts]
    if passage.unknown:
        missing = line(
            "citizen.passage.unknown", facets={"list": [f"citizen.facet.{f}" for f in passage.unknown]}
        )
        told.insert(0 if set(asked) & set(passage.unknown) else len(told), missing)
    if passage.note:
        told.append(line("citizen.passage.note", text=passage.note))
    return [line("citizen.passage.in_vietnamese"), *told, SOURCES[passage.read](passage)]


def _source(key: str) -> Callable[[Passage], Line]:
    def said(passage: Passage) -> Line:
        on = passage.checked and {"date": passage.checked.isoformat()}
        return line(key, source=passage.source, **({"on": on} if on else {}))

    return said


SOURCES: dict[Read, Callable[[Passage], Line]] = {
    Read.TEXT: _source("citizen.passage.read_text"),
    Read.SUMMARY: _source("citizen.passage.read_summary"),
    Read.NONE: _source("citizen.passage.read_nothing"),
}
