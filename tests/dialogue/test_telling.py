"""How people tell: for somebody else, two matters in one breath."""

from __future__ import annotations

import pytest

from dialogue.telling import is_on_behalf, two_matters


@pytest.mark.parametrize(
    ("text", "on_behalf"),
    [
        pytest.param("tôi phản ánh giùm mẹ tôi, bà nộp hồ sơ ba tháng", True, id="for my mother"),
        pytest.param("toi viet giup cho hang xom", True, id="for a neighbour, no diacritics"),
        pytest.param("I write on behalf of my uncle", True, id="in English"),
        pytest.param("cán bộ nhận giùm hồ sơ rồi để đó", False, id="an officer took it in"),
        pytest.param("mẹ tôi nộp hồ sơ ở phường", False, id="somebody else's dossier, told as one's own"),
        pytest.param("nhờ anh chị xem giúp", False, id="asking politely"),
    ],
)
def test_who_is_told_for(text: str, on_behalf: bool) -> None:
    assert is_on_behalf(text) is on_behalf


def test_a_message_that_names_a_second_matter_falls_in_two() -> None:
    parts = two_matters("hồ sơ khai sinh trễ hẹn cả tháng, ngoài ra cán bộ còn quát mắng tôi")
    assert parts == ("hồ sơ khai sinh trễ hẹn cả tháng", "cán bộ còn quát mắng tôi")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hồ sơ trễ, ngoài ra mệt", id="a part too short to stand alone"),
        pytest.param("hồ sơ khai sinh của tôi trễ hẹn, chạy ba lần rồi", id="one matter"),
    ],
)
def test_one_matter_stays_one(text: str) -> None:
    assert two_matters(text) is None
