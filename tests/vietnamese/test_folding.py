"""One spelling for all ways of typing, and the way back to what was typed."""

from __future__ import annotations

import unicodedata

import pytest

from vietnamese import fold, folded_with_offsets, sort_key
from vietnamese.folding import marks

NAMES = "Đồng Nai, Trấn Biên, Đắk Ơ, Bù Gia Mập, Nhơn Trạch, Xuân Quế, Hớn Quản, ƯƠNG, ỲÝỶỸỴ"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        pytest.param("Đồng Nai", "dong nai", id="capitals and marks"),
        pytest.param(
            unicodedata.normalize("NFD", "Trấn Biên"), "tran bien", id="decomposed, as from an iPhone"
        ),
        pytest.param("hoà hòa uỷ ủy", "hoa hoa uy uy", id="either place of the tone"),
        pytest.param("hồ\u200b sơ\ufeff", "ho so", id="zero-width"),
        pytest.param("\u202bhồ sơ\u202c", "ho so", id="direction marks"),
        pytest.param("Ðồng Nai ðất", "dong nai dat", id="eth for đ"),
        pytest.param("𝐡ồ 𝐬ơ", "ho so", id="fancy letters"),
        pytest.param("hồ\u00a0sơ", "ho so", id="hard blank"),
        pytest.param("ỨNG DỤNG VNEID", "ung dung vneid", id="all capitals"),
        pytest.param("😀 ok", "😀 ok", id="other signs stay"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert folded_with_offsets(typed).text == folded


def test_each_folded_letter_leads_back_to_where_it_was_typed() -> None:
    typed = "x " + unicodedata.normalize("NFD", "Trấn Biên") + "\u200b."
    folded = folded_with_offsets(typed)
    start = folded.text.index("bien")
    first, end = folded.span(start, start + 4)
    assert fold(typed[first:end]) == "bien"
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets[len(folded.text)] == len(typed)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hoà", "hòa", True),
        ("thuỷ", "thủy", True),
        ("hóa", "hòa", False),
        ("Biên", "BIÊN", True),
        ("đa", "da", False),
    ],
)
def test_marks_are_compared_wherever_the_tone_was_put(one: str, other: str, same: bool) -> None:
    assert (marks(one) == marks(other)) is same


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    names = [
        "Đắk Ơ",
        "Dầu Giây",
        "An Viễn",
        "An Lộc",
        "Bình An",
        "Bảo Vinh",
        "Định Quán",
        "Xuân Đông",
        "Xuân Định",
        "Ơ",
    ]
    assert sorted(names, key=sort_key) == [
        "An Lộc",
        "An Viễn",
        "Bảo Vinh",
        "Bình An",
        "Dầu Giây",
        "Đắk Ơ",
        "Định Quán",
        "Ơ",
        "Xuân Định",
        "Xuân Đông",
    ]


def test_tones_decide_only_between_equal_letters() -> None:
    assert sorted(["má", "mạ", "ma", "mà", "mả", "mã"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
