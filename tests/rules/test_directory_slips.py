"""Every name with one slip of the thumb: found, asked about or not known, but never another unit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory
from tests.rules.test_directory_names import DATA, FORMER, UNITS, bare, plain, split, with_kind

LONG = 8  # letters and blanks: a shorter name with a slip is too often another word
NAMES = sorted(
    {(kind, row["name"]) for row in UNITS for kind in (row["type"], row["type_at_2025_07_01"])}
    | {split(row["old_ward"]) for row in FORMER}
)


def slips(word: str) -> Iterator[str]:
    """Each letter lost, doubled, swapped with the next, or hit beside (the next of the alphabet)."""
    for at, letter in enumerate(word):
        if letter.isalpha():
            yield word[:at] + word[at + 1 :]
            yield word[:at] + letter + word[at:]
            yield word[:at] + chr((ord(letter) - 96) % 26 + 97) + word[at + 1 :]
            if at + 1 < len(word) and word[at + 1] != letter:
                yield word[:at] + word[at + 1] + letter + word[at + 2 :]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(DATA)


def _sounded(name: str) -> str:
    return plain(name).replace(" ", "").replace("y", "i")


def known() -> set[str]:
    return {_sounded(name) for _, name in NAMES}


@pytest.mark.parametrize("part", range(8))
def test_one_slip_never_leads_to_another_unit(directory: Directory, part: int) -> None:
    spelled, wrong = known(), []
    for kind, name in NAMES[part::8]:
        for slip in set(slips(plain(name))):
            if _sounded(slip) in spelled:
                continue
            found = directory.resolve(f"nop ho so o {plain(kind)} {slip}")
            if found.status == "resolved" and found.candidates[0].unit.code not in with_kind(
                kind, name, marked=False
            ):
                wrong.append(f"{kind} {name} as {slip}: {found.candidates[0].unit.full_name}")
    assert wrong == []


def test_most_slips_in_longer_names_are_understood(directory: Directory) -> None:
    found = [
        directory.resolve(f"nop ho so o {plain(kind)} {slip}").status != "none"
        for kind, name in NAMES[::4]
        if len(plain(name)) > LONG
        for slip in list(slips(plain(name)))[::5]
    ]
    assert sum(found) / len(found) >= 0.8


@pytest.mark.parametrize("part", range(8))
def test_one_slip_in_a_bare_name_never_leads_to_another_unit(directory: Directory, part: int) -> None:
    spelled, wrong = known(), []
    for name in sorted({name for _, name in NAMES})[part::8]:
        meant, _ = bare(name, marked=False)
        for slip in set(slips(plain(name))):
            found = directory.resolve(f"nop ho so o {slip}")
            is_wrong = found.status == "resolved" and found.candidates[0].unit.code not in meant
            if is_wrong and _sounded(slip) not in spelled:
                wrong.append(f"{name} as {slip}: {found.candidates[0].unit.full_name}")
    assert wrong == []
