"""Whatever people send, nothing raises and every place found lies inside the message."""

from __future__ import annotations

import ast
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.rules.tables import load_directory
from vietnamese import fold, folded_with_offsets, lemmas, mask
from vietnamese.reading import read

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
DIRECTORY = load_directory(Path(__file__).parents[2] / "data")
PACKAGE = Path(__file__).parents[2] / "vietnamese"

# Pieces that the patterns care about, so that chance puts them side by side.
PIECES = st.sampled_from(
    (
        "nộp hẹn 21/9 12.10 ngày tháng mùng rằm thứ 6 tuần trước hôm qua H19.38-251003-0012 0912345678"
        " 075190001234 3 lần đi chạy chủ tịch quát tố cáo phản ánh đe dọa xin lỗi chưa có đất"
        " tách thửa tôi tên Nguyễn Văn An anh ho62 so7 hoof 31/2 99/99 tết"
        " . , ? ! \n \u200b \u0301 đ ð K ₫ ½ ² ٣ 𝟛 ß İ ﬁ 😀"
    ).split(" ")
)
MESSAGES = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=25).map(" ".join),
    st.lists(PIECES, max_size=25).map("".join),
)


@given(MESSAGES)
@example("\ud800 nộp 21/9")
@example("a\u0301\u0301\u0301 hẹn 12/10")
def test_reading_never_raises_and_spans_are_where_they_say(text: str) -> None:
    reading = read(text, AT)
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    starts = [span.start for span in reading.spans]
    assert starts == sorted(starts)


@given(MESSAGES)
def test_lemmas_stand_in_order_inside_the_message(text: str) -> None:
    previous = 0
    for lemma in lemmas(text):
        assert previous <= lemma.start < lemma.end <= len(text)
        assert text[lemma.start : lemma.end] == lemma.text
        assert lemma.lemma
        previous = lemma.end


@given(st.text(max_size=100))
def test_folding_is_the_same_with_and_without_offsets_and_twice_is_once(text: str) -> None:
    folded = folded_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert fold(fold(text)) == fold(text)


@given(MESSAGES)
def test_composed_and_decomposed_messages_read_the_same(text: str) -> None:
    composed, decomposed = (read(unicodedata.normalize(form, text), AT) for form in ("NFC", "NFD"))
    assert composed.dates == decomposed.dates
    assert composed.dossier_codes == decomposed.dossier_codes
    assert composed.phones == decomposed.phones


@given(st.lists(st.sampled_from(["0912345678", "075190001234", "an@b.vn", "60A-123.45", "nha"]), max_size=6))
def test_nothing_private_is_left_after_masking(pieces: list[str]) -> None:
    masked = mask(" và ".join(pieces))
    assert not any(piece in masked for piece in pieces if piece != "nha")


@settings(max_examples=30, deadline=2000)
@given(st.sampled_from("0 1 a . - / @ nộp ,".split()), st.integers(1000, 4000))
def test_long_monotonous_messages_take_no_long_time(piece: str, times: int) -> None:
    read(piece * times, AT)
    mask(piece * times)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.name)
def test_the_package_needs_only_the_standard_library_of_python_3_10(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in imported}
    assert roots <= {*sys.stdlib_module_names, "vietnamese"}


@pytest.mark.slow
@given(MESSAGES)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_messages_are_read_resolved_and_masked_without_an_exception(text: str) -> None:
    read(text, AT)
    lemmas(text)
    mask(text)
    DIRECTORY.resolve(text)
