"""Names that mislead, abbreviations, places that are no units, one typing error."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.rules.directory import Directory
from casework.rules.tables import load_directory


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(Path(__file__).parents[2] / "data")


def names(directory: Directory, text: str) -> list[str]:
    return [each.unit.full_name for each in directory.resolve(text).candidates]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("p.tran bien", "Phường Trấn Biên", id="p. without blank"),
        pytest.param("P TRẤN BIÊN", "Phường Trấn Biên", id="capitals"),
        pytest.param("f trấn biên", "Phường Trấn Biên", id="f for phường"),
        pytest.param("ptranbien", "Phường Trấn Biên", id="all in one word"),
        pytest.param("tranbien", "Phường Trấn Biên", id="blanks left out"),
        pytest.param("ubnd x.gia kiem", "Xã Gia Kiệm", id="x."),
        pytest.param("uỷ ban xã Gia Kiệm", "Xã Gia Kiệm", id="uỷ ban"),
        pytest.param("tthcc phuong bao vinh", "Phường Bảo Vinh", id="tthcc"),
        pytest.param("hcc bảo vinh", "Phường Bảo Vinh", id="hcc"),
        pytest.param("một cửa Bảo Vinh", "Phường Bảo Vinh", id="một cửa"),
        pytest.param("ho62 so7 o73 phu7o7ng tra61n bie6n", "Phường Trấn Biên", id="VNI"),
        pytest.param("Trấn Biên", "Phường Trấn Biên", id="bare and unique"),
        pytest.param("gia kiem", "Xã Gia Kiệm", id="former namesake went wholly into it"),
        pytest.param("xã Trảng Bom", "Phường Trảng Bom", id="commune until 30/04/2026"),
        pytest.param("thị trấn Trảng Bom", "Phường Trảng Bom", id="town"),
        pytest.param("tt. dau giay", "Phường Dầu Giây", id="tt. for thị trấn"),
        pytest.param("xã Minh Hưng", "Xã Bù Đăng", id="kind that only the former unit had"),
        pytest.param("phường Minh Hưng", "Phường Minh Hưng", id="kind that the present unit has"),
        pytest.param("xã Long Bình", "Xã Bình Tân", id="former commune, present ward elsewhere"),
        pytest.param("phường Hố Nai cũ", "Phường Long Bình", id="of old"),
        pytest.param("phường Hố Nai mới", "Phường Hố Nai", id="of now"),
        pytest.param("xã Hố Nai 3", "Phường Hố Nai", id="name with a number"),
        pytest.param("nop o p. trang dai 3 lan", "Phường Trảng Dài", id="number that belongs to a count"),
        pytest.param("xa gia tan 1", "Xã Thống Nhất", id="numbered former commune"),
        pytest.param("xã Bình Minh, huyện Trảng Bom", "Xã Bình Minh", id="told with its district"),
        pytest.param("xã Bình Minh (Bù Đăng)", "Xã Bom Bo", id="the other one with its district"),
        pytest.param("huyện Bù Đăng, xã Bình Minh", "Xã Bom Bo", id="district first"),
        pytest.param("xã Bình Minh, tỉnh Bình Phước", "Xã Bom Bo", id="told with its former province"),
        pytest.param("Tân Phong Biên Hòa", "Phường Tân Triều", id="former ward with its city"),
        pytest.param("xã Phú Lý Vĩnh Cửu", "Xã Phú Lý", id="commune with its former district"),
        pytest.param("Phú Lâm Đồng Nai", "Xã Phú Lâm", id="followed by the city's name"),
        pytest.param("Xã Lộc Thạnh", "Xã Lộc Thạnh", id="twin with its marks"),
        pytest.param("xã Lộc Thành", "Xã Lộc Thành", id="the other twin with its marks"),
        pytest.param("xã Đồng Nai", "Xã Thọ Sơn", id="former commune called like the city"),
        pytest.param("phường Bình Phước", "Phường Bình Phước", id="ward called like the former province"),
        pytest.param("xã Phú Lí", "Xã Phú Lý", id="i for y"),
        pytest.param("xã Đắk Lua", "Xã Đak Lua", id="another spelling"),
        pytest.param("phường Dầu Dây", "Phường Dầu Giây", id="spelled as heard"),
        pytest.param("xã Bầu Hàm", "Xã Bàu Hàm", id="wrong mark"),
        pytest.param("o phuong trãng bom", "Phường Trảng Bom", id="wrong tone"),
        pytest.param("xã Xuân Hòa", "Xã Xuân Hòa", id="former ward of the name was of another kind"),
        pytest.param("dạ an viễn ạ", "Xã An Viễn", id="an everyday word as an answer"),
        pytest.param("trần biên", "Phường Trấn Biên", id="wrong mark in an answer"),
        pytest.param("Trị An, Vĩnh Cửu", "Phường Trị An", id="an everyday word with its district"),
        pytest.param("xã Xuân Hoà", "Xã Xuân Hòa", id="tone on the other letter"),
    ],
)
def test_one_unit_is_meant(directory: Directory, text: str, name: str) -> None:
    found = directory.resolve(text)
    assert (found.status, names(directory, text)) == ("resolved", [name])


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        pytest.param(
            "long khanh", "Phường Long Khánh", {"Phường Bảo Vinh", "Phường Bình Lộc"}, id="former city"
        ),
        pytest.param(
            "nộp ở Long Thành",
            "Phường Long Thành",
            {"Xã An Phước", "Xã Bình An", "Xã Phước Thái"},
            id="former district",
        ),
        pytest.param(
            "bien hoa",
            "Phường Biên Hòa",
            {"Phường Trấn Biên", "Phường Tam Hiệp"},
            id="former provincial city",
        ),
        pytest.param(
            "trang bom", "Phường Trảng Bom", {"Xã Bàu Hàm", "Xã Hưng Thịnh"}, id="district without marks"
        ),
        pytest.param("huyện Trảng Bom", "Phường Trảng Bom", {"Xã An Viễn"}, id="district by its kind"),
        pytest.param(
            "vinh cuu", None, {"Phường Trị An", "Xã Phú Lý", "Xã Tân An"}, id="district without a namesake"
        ),
        pytest.param("tp Biên Hòa", "Phường Biên Hòa", {"Phường Long Bình"}, id="city by its kind"),
        pytest.param("o loc thanh", None, {"Xã Lộc Thạnh", "Xã Lộc Thành"}, id="twins without marks"),
        pytest.param("xa loc thanh", None, {"Xã Lộc Thạnh", "Xã Lộc Thành"}, id="twins with their kind"),
        pytest.param(
            "phường Hố Nai",
            "Phường Hố Nai",
            {"Phường Long Bình"},
            id="former ward of the same kind went elsewhere",
        ),
        pytest.param("binh minh o trang bom", "Phường Trảng Bom", set(), id="common word beside a district"),
        pytest.param(
            "ở Tân Hiệp",
            None,
            {"Phường Tam Hiệp", "Xã Phước Thái", "Phường Tân Khai"},
            id="three former units",
        ),
        pytest.param("xã Xuân Tâm", "Xã Xuân Hòa", {"Xã Xuân Đông"}, id="former commune that was split"),
        pytest.param("binh phuoc", "Phường Bình Phước", set(), id="ward or former province"),
        pytest.param(
            "sở lao động",
            None,
            {"Sở Nội vụ", "Sở Y tế", "Sở Giáo dục và Đào tạo"},
            id="department that went to three",
        ),
        pytest.param(
            "thị trấn Tân Phú", None, {"Phường Tân Phú", "Phường Đồng Phú"}, id="two towns of one name"
        ),
    ],
)
def test_it_is_asked_which_one(directory: Directory, text: str, first: str | None, others: set[str]) -> None:
    found = directory.resolve(text)
    assert found.status == "ambiguous"
    assert found.unit is None
    assert first is None or found.candidates[0].unit.full_name == first
    assert others <= {each.unit.full_name for each in found.candidates}
    scores = [each.score for each in found.candidates]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "đường Trảng Bom",
        "duong trang bom kẹt xe",
        "sông La Ngà",
        "chợ Biên Hòa",
        "cầu Hóa An",
        "quốc lộ 1 qua",
        "sân bay Long Thành",
        "khu công nghiệp Nhơn Trạch",
        "kcn long binh",
        "hồ Trị An",
        "bệnh viện Thống Nhất",
        "công ty Tân Tiến",
        "tỉnh Bình Phước",
        "tỉnh Đồng Nai",
        "thành phố Đồng Nai",
        "Đồng Nai",
        "quận Tân Bình TP HCM",
        "phường Tân Phú, TP HCM",
        "Tân Bình, Bình Dương",
        "ma da nop roi",
        "nguoi ta lai bao",
        "dong tien le phi",
        "da thong nhat voi nhau",
        "xin thành tâm cảm ơn",
        "mong bình an",
        "gia cảnh khó khăn",
        "tri ân khách hàng",
        "hồ sơ tài chính",
        "xã hội",
        "phương án",
        "lên xã hỏi",
        "đóng thuế xong",
        "xin chào",
        "đóng tiền",
        "đã thống nhất",
        "",
        "😀",
    ],
)
def test_no_unit_is_meant(directory: Directory, text: str) -> None:
    found = directory.resolve(text)
    assert (found.status, found.candidates, found.path) == ("none", [], [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nop o p. tran bein", "Phường Trấn Biên"),
        ("phuong tran bin", "Phường Trấn Biên"),
        ("phường Bảo Vnh", "Phường Bảo Vinh"),
        ("xã Gia Kiem", "Xã Gia Kiệm"),
        ("xa gia kieem", "Xã Gia Kiệm"),
        ("xã Nam Cat Tieen", "Xã Nam Cát Tiên"),
        ("nop tai tran biren", "Phường Trấn Biên"),
        ("ubnd phuong long khnah", "Phường Long Khánh"),
    ],
)
def test_one_typing_error_is_forgiven_where_a_name_must_follow(
    directory: Directory, text: str, name: str
) -> None:
    found = directory.resolve(text)
    assert (found.status, names(directory, text)) == ("resolved", [name])


@pytest.mark.parametrize(
    "text",
    [
        "xã mình công khai",
        "phường nào cũng vậy",
        "lên xã hỏi thăm",
        "ở đây thì",
        "tại sao lâu vậy",
        "phuong an xu ly",
    ],
)
def test_ordinary_words_after_a_kind_are_no_misspelled_names(directory: Directory, text: str) -> None:
    assert directory.resolve(text).status == "none"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sở nội vụ", "SNV"),
        ("snv", "SNV"),
        ("SNN&MT", "SNNMT"),
        ("sở tài nguyên môi trường", "SNNMT"),
        ("stnmt", "SNNMT"),
        ("sở kế hoạch và đầu tư", "STC"),
        ("sở giao thông", "SXD"),
        ("sở thông tin truyền thông", "SKHCN"),
        ("văn phòng UBND tỉnh", "VPUB"),
        ("trung tâm phục vụ hành chính công tỉnh", "TTPVHCC"),
        ("trung tam hanh chinh cong thanh pho", "TTPVHCC"),
        ("UBND tỉnh", "UBND"),
        ("thanh tra thành phố", "TTR"),
        ("chi cục thuế", "THUE"),
        ("lên bhxh", "BHXH"),
        ("điện lực", "DIEN"),
        ("diza", "BQLKCN"),
        ("công an tỉnh", "CA"),
        ("công an", "CA"),
        ("công an phường Trấn Biên", "CA-26041"),
        ("ca phuong tran bien", "CA-26041"),
        ("công an xã Gia Kiệm", "CA-26311"),
        ("công an huyện Trảng Bom", "CA"),
        ("văn phòng đăng ký đất đai", "VPDKDD"),
        ("vpđk", "VPDKDD"),
        ("bên đất đai", "VPDKDD"),
        ("bên sổ đỏ", "VPDKDD"),
        ("chi nhánh đất đai Long Khánh", "VPDKDD-LONGKHANH"),
        ("cnvpđk long thành", "VPDKDD-LONGTHANH"),
        ("chi nhánh văn phòng đăng ký đất đai huyện Trảng Bom", "VPDKDD-TRANGBOM"),
        ("Văn phòng Đăng ký đất đai thành phố Đồng Nai - Chi nhánh Chơn Thành", "VPDKDD-CHONTHANH"),
        ("chi nhánh Biên Hòa", "VPDKDD-BIENHOA"),
        ("VPĐKĐĐ CN Chơn Thành", "VPDKDD-CHONTHANH"),
        ("thuế Biên Hòa", "THUE"),
        ("bhxh long thành", "BHXH"),
        ("vp đất đai phường Trấn Biên", "VPDKDD-BIENHOA"),
        ("chi nhánh đất đai Vĩnh Cửu", "VPDKDD-VINHCUU"),
    ],
)
def test_bodies(directory: Directory, text: str, code: str) -> None:
    found = directory.resolve(text)
    assert (found.status, [each.unit.code for each in found.candidates]) == ("resolved", [code])
