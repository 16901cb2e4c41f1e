"""Undoing what keyboards leave behind: VNI digits, VIQR signs, Telex letters and stretched letters.

Each is undone only in a message that certainly holds it: a wrong guess would turn "đồi 61" or "bus" into
other words.
"""

from __future__ import annotations

import re
from functools import cache

from vietnamese.english import is_english
from vietnamese.folding import Folded, folded_with_offsets
from vietnamese.syllables import is_syllable, words_of

# "nghie6ng2" is the longest syllable there is.
_LONGEST_WORD = 10
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED_END = re.compile(r"\b[a-z]{2,7}?([a-z])\1\b")
_VNI_WORD = re.compile(r"(?<![\w.,/-])[a-z]+[1-9][a-z1-9]*(?![\w/-])")
_VIQR_SIGN = re.compile(r"(?<=[aeo])\^|(?<=[uo])\+|(?<=a)\(")
_VIQR_MARKS = re.compile(r"(?<=[aeiouy])[\^+(][`'?~.]?|(?<=[aeiouy])(?:[`'~]|[?.](?=[a-z]))|\bd(?=d[aeiouy])")
_TELEX_WORD = re.compile(r"\b[a-z]{3,9}\b")
_TELEX_LETTERS = re.compile(r"aa|ee|oo|(?<=[uoa])w|(?<!^t)(?<=[aeiouyptcmngh])[sfrxj](?=$|[aeiouyptcmngh])")
_TELEX_STRONG = re.compile(r"[uoa]w|aa|ee|^dd|oo")


def plain(text: str) -> Folded:
    """The folded view of a message with leftovers of keyboards undone; offsets lead into `text`."""
    folded = folded_with_offsets(text)
    if text.isascii() and not is_english(text):
        folded = _without_telex(_without_viqr(_without_vni(folded)))
    folded = folded.sub(_STRETCHED, lambda match: match[1])
    return folded.sub(_DOUBLED_END, _single_end)


def _single_end(match: re.Match[str]) -> str:
    shorter = match[0][:-1]
    return shorter if not is_syllable(match[0]) and is_syllable(shorter) else match[0]


def _without_vni(folded: Folded) -> Folded:
    words = [match[0] for match in _VNI_WORD.finditer(folded.text) if _is_vni(match[0])]
    inside = any(re.search(r"[1-9][a-z]", word) for word in words)
    horns = sum(1 for word in words if re.search(r"[7-9]", word))
    hats = sum(1 for word in words if "6" in word)
    # "ấp 6" and "đồi 61" are also written without the space: two words with a 6 are no proof.
    if not (inside or (len(words) > 1 and horns) or (len(words) > 2 and hats)):
        return folded
    return folded.sub(_VNI_WORD, lambda match: _letters(match[0]) if _is_vni(match[0]) else match[0])


def _is_vni(word: str) -> bool:
    """Digits stand where VNI puts marks (1-5 tone, 6-8 vowel, 9 for đ) and what remains is a syllable."""
    first_vowel = re.search(r"[aeiouy]", word)
    first_digit = re.search(r"[1-8]", word)
    if (
        len(word) > _LONGEST_WORD
        or not first_vowel
        or (first_digit and first_digit.start() < first_vowel.start())
    ):
        return False
    tones, vowels = len(re.findall(r"[1-5]", word)), len(re.findall(r"[6-8]", word))
    right_d = "9" not in word or (word.startswith("d") and word.count("9") == 1)
    return tones < 2 and vowels < 3 and right_d and is_syllable(_letters(word))


def _letters(word: str) -> str:
    return re.sub(r"\d", "", word)


def _without_viqr(folded: Folded) -> Folded:
    if len(_VIQR_SIGN.findall(folded.text)) < 2:
        return folded
    return folded.sub(_VIQR_MARKS, lambda _: "")


def _without_telex(folded: Folded) -> Folded:
    words = [match[0] for match in _TELEX_WORD.finditer(folded.text) if _telex(match[0]) != match[0]]
    if len(words) < 2 and not any(_TELEX_STRONG.search(word) and len(word) > 4 for word in words):
        return folded
    return folded.sub(_TELEX_WORD, lambda match: _telex(match[0]))


@cache
def _english() -> frozenset[str]:
    return frozenset(words_of("english.txt"))


def _telex(word: str) -> str:
    """The syllable meant by Telex letters ("dduwowcj" -> "duoc"), or the word itself."""
    if word in _english() or (is_syllable(word) and "oo" not in word):
        return word
    begun = word[1:] if word.startswith("dd") else word
    bare = _TELEX_LETTERS.sub(lambda match: match[0][0] if match[0] in ("aa", "ee", "oo") else "", begun)
    return bare if is_syllable(bare) else word
