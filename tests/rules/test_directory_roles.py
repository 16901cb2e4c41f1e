"""What happened where: lodged, lives, sent on, only mentioned; and the runaround in told order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.rules.directory import Directory
from casework.rules.tables import load_directory
from vietnamese import fold

DIRECTORY = load_directory(Path(__file__).parents[2] / "data")


@pytest.fixture(scope="module")
def directory() -> Directory:
    return DIRECTORY


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("text", "status", "roles"),
    [
        pytest.param(
            "nhà ở Tam Hiệp, nộp ở Trấn Biên",
            "resolved",
            {"Trấn Biên": "lodged", "Tam Hiệp": "home"},
            id="home and lodged",
        ),
        pytest.param(
            "nộp hồ sơ ở phường Trấn Biên, tôi ở phường Tam Hiệp",
            "resolved",
            {"Trấn Biên": "lodged", "Tam Hiệp": "home"},
            id="lodged told first",
        ),
        pytest.param(
            "nộp ở Trấn Biên, cán bộ kêu về Tam Hiệp",
            "resolved",
            {"Trấn Biên": "lodged", "Tam Hiệp": "sent_to"},
            id="sent on",
        ),
        pytest.param(
            "ra phường Bảo Vinh làm giấy khai sinh", "resolved", {"Bảo Vinh": "lodged"}, id="went there"
        ),
        pytest.param(
            "lên xã Gia Kiệm nộp hồ sơ", "resolved", {"Gia Kiệm": "lodged"}, id="went there to lodge"
        ),
        pytest.param("hcc Trấn Biên đóng cửa sớm", "resolved", {"Trấn Biên": "lodged"}, id="its centre"),
        pytest.param("xã Gia Kiệm chưa giải quyết", "resolved", {"Gia Kiệm": "lodged"}, id="the unit acts"),
        pytest.param(
            "quê ở xã Gia Kiệm, nộp tại hcc Trấn Biên",
            "resolved",
            {"Trấn Biên": "lodged", "Gia Kiệm": "home"},
            id="native place",
        ),
        pytest.param("tôi ở phường Trấn Biên, hồ sơ trễ", "resolved", {"Trấn Biên": "home"}, id="home alone"),
        pytest.param("phường Trấn Biên nha", "resolved", {"Trấn Biên": "mentioned"}, id="only named"),
        pytest.param(
            "đất ở xã Gia Kiệm, nộp hồ sơ tại phường Trấn Biên",
            "resolved",
            {"Trấn Biên": "lodged", "Gia Kiệm": "mentioned"},
            id="where the land lies",
        ),
        pytest.param(
            "phường Trấn Biên với phường Tam Hiệp",
            "ambiguous",
            {"Trấn Biên": "mentioned", "Tam Hiệp": "mentioned"},
            id="two named",
        ),
        pytest.param(
            "nộp ở Trấn Biên và nộp ở Tam Hiệp",
            "ambiguous",
            {"Trấn Biên": "lodged", "Tam Hiệp": "lodged"},
            id="two lodged",
        ),
        pytest.param(
            "nộp ở Trấn Biên, Trấn Biên chưa trả", "resolved", {"Trấn Biên": "lodged"}, id="one named twice"
        ),
        pytest.param(
            "nhà ở Bảo Vinh, nộp hồ sơ ở chi nhánh đất đai Long Khánh",
            "resolved",
            {"Long Khánh": "lodged", "Bảo Vinh": "home"},
            id="land branch",
        ),
    ],
)
def test_roles(directory: Directory, text: str, status: str, roles: dict[str, str], spell: type[str]) -> None:
    found = directory.resolve(spell(text))
    assert found.status == status
    assert {each.unit.name: each.role for each in found.candidates} == roles
    assert next(iter(roles)) == found.candidates[0].unit.name


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param(
            "xã Gia Kiệm bảo qua chi nhánh đất đai, chi nhánh bảo về xã, xã lại nói không phải việc của xã",
            ["26311", "VPDKDD-THONGNHAT", "26311"],
            id="commune, branch, commune",
        ),
        pytest.param(
            "nộp ở phường Trấn Biên, phường chỉ qua công an phường, công an chỉ về phường",
            ["26041", "CA-26041", "26041"],
            id="ward, its police, ward",
        ),
        pytest.param(
            "Trấn Biên chỉ sang thuế, thuế bảo qua đất đai, đất đai kêu về phường",
            ["26041", "THUE", "VPDKDD-BIENHOA", "26041"],
            id="ward, tax, land, ward",
        ),
        pytest.param(
            "xã bảo qua chi nhánh, chi nhánh đẩy về xã Xuân Định",
            ["26461", "VPDKDD-XUANLOC", "26461"],
            id="named last",
        ),
        pytest.param("Sở Nội vụ chuyển sang Sở Y tế", ["SNV", "SYT"], id="departments"),
        pytest.param("nộp ở phường Trấn Biên chưa trả", [], id="one unit is no path"),
    ],
)
def test_the_runaround(directory: Directory, text: str, path: list[str], spell: type[str]) -> None:
    found = directory.resolve(spell(text))
    assert [step.unit.code for step in found.path] == path


def test_a_bare_land_office_is_the_office_itself_unless_a_commune_is_told(directory: Directory) -> None:
    assert [each.unit.code for each in directory.resolve("bên đất đai ngâm hồ sơ").candidates] == ["VPDKDD"]
    codes = {
        each.unit.code for each in directory.resolve("nộp ở xã Gia Kiệm, bên đất đai ngâm hồ sơ").candidates
    }
    assert codes == {"26311", "VPDKDD-THONGNHAT"}


PIECES = st.sampled_from(
    (
        "nộp ở phường xã p. x. f tt huyện tp tỉnh Trấn Biên trấn bein Bảo Vinh Long Khánh Gia Kiệm Lộc Thạnh"
        " loc thanh Hố Nai 3 chi nhánh đất đai công an một cửa hcc bảo qua kêu về nhà tôi quê lần cũ mới"
        " đường sông Bình Phước Đồng Nai tranbien ptranbien . , ( ) \n 😀 \u0301"
    ).split(" ")
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
@settings(deadline=2000)
def test_resolving_never_raises_and_its_answer_is_consistent(text: str) -> None:
    found = DIRECTORY.resolve(text)
    assert (found.status == "none") == (not found.candidates)
    for each in (*found.candidates, *found.path):
        assert 0 <= each.start < each.end <= len(text)
        assert 0 < each.score <= 1
        assert each.role in {"lodged", "home", "mentioned", "sent_to"}
    scores = [each.score for each in found.candidates]
    assert scores == sorted(scores, reverse=True)
    codes = [each.unit.code for each in found.candidates]
    assert len(codes) == len(set(codes))
    assert all(one.unit != other.unit for one, other in zip(found.path, found.path[1:], strict=False))
