"""What a message tells beyond facts: a head's own conduct, retaliation, danger, an apology, the field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vietnamese.phrases import Hit, Phrases, View
from vietnamese.syllables import rows_of, words_of


@dataclass(frozen=True)
class Signals:
    """Phrases of signals.tsv in one message, ready to be asked."""

    view: View
    hits: list[Hit]

    def of(self, *labels: str) -> list[Hit]:
        """Hits with one of the labels."""
        return [hit for hit in self.hits if hit.label in labels]


@cache
def _signals() -> Phrases:
    return Phrases((label, phrase) for label, phrase in rows_of("signals.tsv"))


@cache
def _listed(name: str) -> Phrases:
    return Phrases((key, phrase) for key, phrases in rows_of(name) for phrase in phrases.split("|"))


def signals_of(view: View) -> Signals:
    """Look a message through once for all questions below."""
    return Signals(view, _signals().find(view))


# -- heads ---------------------------------------------------------------------------------------------------

_AFTER, _BEFORE = 14, 4
_JOINS_TO_HEAD = frozenset(
    ("cua", "ong", "ba", "la", "anh", "chi", "vi", "do", "tu", "bi", "chinh", "boi", "tay")
)


def heads(signals: Signals) -> list[Hit]:
    """Posts of heads and deputy heads named in the message, longest form; those merely addressed left out."""
    barred = signals.of("not_head")
    firms = signals.of("firm")
    named: list[Hit] = []
    for hit in signals.hits:
        taken = any(_overlap(hit, other) for other in (*barred, *named))
        of_firm = hit.label in _FIRMS_HAVE_TOO and any(
            _just_before(signals.view, firm, hit) for firm in firms
        )
        if hit.label.startswith("head.") and not taken and not of_firm:
            named.append(hit)
    return named


# A firm has a director and a boss as well: one named in the words before says whose.
_FIRMS_HAVE_TOO = ("head.director", "head.deputy_director", "head.leader")


def _just_before(view: View, firm: Hit, head: Hit) -> bool:
    return 0 <= head.first - firm.last < 8 and view.sentences[firm.first] == view.sentences[head.first]


def accused_head(signals: Signals) -> str | None:
    """Post of the head whose conduct, intent or private interest is told of ("deputy_chairman"), or None.

    Waiting for a signature tells nothing of the head: only a cue of conduct that belongs to the post counts.
    """
    for head in heads(signals):
        if _acts(signals, head) or _owns(signals, head):
            return head.label.removeprefix("head.")
    return None


def _acts(signals: Signals, head: Hit) -> bool:
    """The conduct follows the post in its sentence, nobody named between; advice ("nên") is no conduct."""
    view = signals.view
    others = [hit for hit in signals.of("staff") if hit.first >= head.last]
    advised = any(0 <= hit.first - head.last < 3 for hit in signals.of("advice"))
    return not advised and any(
        head.last <= hit.first < head.last + _AFTER
        and view.sentences[hit.first] == view.sentences[head.first]
        and not any(other.first < hit.first for other in others)
        for hit in signals.of("conduct")
    )


def _owns(signals: Signals, head: Hit) -> bool:
    """ "Thái độ của chủ tịch", "tố cáo ông chủ tịch": the trait stands right before the post."""
    view = signals.view
    return any(
        0 <= head.first - hit.last < _BEFORE
        and set(view.words[hit.last : head.first]) <= _JOINS_TO_HEAD
        and not any(hit.first <= other.first < head.first for other in signals.of("staff"))
        for hit in signals.of("conduct", "kin", "accuse")
    )


def _overlap(one: Hit, other: Hit) -> bool:
    return one.first < other.last and other.first < one.last


# -- retaliation, danger -------------------------------------------------------------------------------------


def retaliation(signals: Signals) -> bool:
    """Somebody was threatened, punished or exposed because of a report; fear of it alone is not that."""
    told = any(not _feared(signals, hit) for hit in signals.of("retaliation"))
    return told or _answers_report(signals)


def _feared(signals: Signals, hit: Hit) -> bool:
    return any(
        hit.first - 4 <= fear.first < hit.first
        and signals.view.sentences[fear.first] == signals.view.sentences[hit.first]
        for fear in signals.of("fear")
    )


def _answers_report(signals: Signals) -> bool:
    """A report and after it a threat, or hardship with a word of reason; or a threat "nếu còn phản ánh"."""
    view = signals.view
    because = signals.of("because")
    for report in signals.of("report"):
        reasoned = any(report.first - 4 <= word.first < report.first for word in because)
        for threat in signals.of("threat"):
            close = abs(view.sentences[threat.first] - view.sentences[report.first]) <= 1
            if close and not _feared(signals, threat) and (threat.first > report.first or reasoned):
                return True
        for hardship in signals.of("hardship"):
            near = view.sentences[hardship.first] == view.sentences[report.first]
            if near and reasoned and 0 < hardship.first - report.last < 10:
                return True
    return False


@cache
def _figures_of_speech() -> frozenset[str]:
    return frozenset(words_of("figures_of_speech.txt"))


def crisis(signals: Signals) -> bool:
    """Danger to life now: thoughts of death, violence going on. "Nóng muốn chết" is a figure of speech."""
    past = {signals.view.sentences[hit.first] for hit in signals.of("past")}
    return any(
        signals.view.sentences[hit.first] not in past
        and not (hit.first and signals.view.words[hit.first - 1] in _figures_of_speech())
        for hit in signals.of("crisis")
    )


# -- apology -------------------------------------------------------------------------------------------------


def apology(signals: Signals) -> bool | None:
    """Whether the authority said sorry for the delay; None when the message does not tell."""
    for sorry in signals.of("apology"):
        verdict = _verdict(signals, sorry)
        if verdict is not None:
            return verdict
    return None


def _verdict(signals: Signals, sorry: Hit) -> bool | None:
    near = [
        hit
        for hit in signals.of("sorry_no", "sorry_yes", "sorry_demand")
        if sorry.first - 6 <= hit.first < sorry.first
        and signals.view.sentences[hit.first] == signals.view.sentences[sorry.first]
    ]
    labels = {hit.label for hit in near}
    if "sorry_demand" in labels:
        return None
    if "sorry_no" in labels:
        return False
    return True if "sorry_yes" in labels else None


# -- kind of procedure ---------------------------------------------------------------------------------------


def field(view: View) -> str | None:
    """Key of the kind of procedure (dat_dai, ho_tich, ...) that most words speak for; the first in a tie."""
    hits = _listed("fields.tsv").find(view)
    # "Mã số thuế 3603…" names a firm, not a matter of tax.
    return _heaviest(
        [hit for hit in hits if not (hit.last < len(view.words) and len(view.words[hit.last]) > 8)]
    )


def procedure(view: View) -> str | None:
    """Who decides the land procedure told of: "commune_land", "registry_land", or None."""
    return _heaviest(_listed("procedures.tsv").find(view))


def _heaviest(hits: list[Hit]) -> str | None:
    weights: dict[str, int] = {}
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first)):
        if not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
            weights[hit.label] = weights.get(hit.label, 0) + hit.last - hit.first
    order = {hit.label: -hit.first for hit in sorted(kept, key=lambda hit: -hit.first)}
    return max(weights, key=lambda label: (weights[label], order[label]), default=None)
