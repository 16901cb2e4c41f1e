"""A head's own conduct, retaliation, danger, an apology, the field, who decides a land matter."""

from __future__ import annotations

from datetime import datetime

import pytest

from vietnamese import fold
from vietnamese.reading import read


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "post"),
    [
        ("chủ tịch phường X hẹn dân ký giấy 3 lần đều bỏ đi, hỏi thì nạt dân", "chairman"),
        ("ông phó chủ tịch xã quát mắng dân", "deputy_chairman"),
        ("bị phó giám đốc trung tâm nạt nộ", "deputy_director"),
        ("thái độ hách dịch của giám đốc sở", "director"),
        ("chánh văn phòng nhận phong bì", "office_head"),
        ("trưởng ban quản lý khu công nghiệp vòi tiền", "board_head"),
        ("trưởng công an phường đánh người", "police_head"),
        ("cò đất là người nhà chủ tịch xã", "chairman"),
        ("tôi tố cáo ông chủ tịch xã", "chairman"),
        ("chủ tịch cố tình không ký vì tư lợi", "chairman"),
        ("lãnh đạo phường bao che cho cấp dưới", "leader"),
        ("PCT phường nhận tiền của dân", "deputy_chairman"),
        ("ct ubnd xã gây khó dễ", "chairman"),
    ],
)
def test_the_conduct_of_a_head(typed: str, post: str, spell: type[str], now: datetime) -> None:
    reading = read(spell(typed), now)
    assert (reading.about_head, reading.head_post) == (True, post)
    assert "about_head" in reading.flags


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    "typed",
    [
        "chờ chủ tịch ký",
        "đang trình chủ tịch ký, 2 tuần rồi chưa xong",
        "chủ tịch đi họp nên chưa ký",
        "ông chủ tịch chưa ký nên chưa có",
        "kính gửi chủ tịch phường, cán bộ một cửa quát tôi",
        "đề nghị chủ tịch xem xét, nhân viên hách dịch quá",
        "chờ lãnh đạo duyệt mà cán bộ cáu gắt",
        "giám đốc công ty tôi bị làm khó",
        "tôi là giám đốc công ty, bị vòi tiền",
        "sếp tôi dọa đuổi việc vì hồ sơ trễ",
        "quyết định của chủ tịch xã là sai",
        "chủ tịch nên thử xếp hàng như dân",
        "lịch tiếp công dân của chủ tịch",
        "trưởng ban điều hành khu phố đòi tiền",
        "cán bộ nhận tiền",
        "trưởng phòng quát dân",
        "chủ tịch hội nông dân nạt tôi",
    ],
)
def test_a_head_named_otherwise_is_no_accusation(typed: str, spell: type[str], now: datetime) -> None:
    assert not read(spell(typed), now).about_head


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("bị trù dập sau khi gửi đơn", True),
        ("lộ thông tin người phản ánh", True),
        ("sau khi tôi phản ánh thì bị gọi điện đe dọa", True),
        ("họ dọa tôi vì phản ánh lên phường", True),
        ("sao họ biết tôi phản ánh", True),
        ("ép tôi rút đơn", True),
        ("vì tôi khiếu nại nên hồ sơ bị làm khó", True),
        ("tôi sợ bị trù dập", False),
        ("xin đừng để lộ thông tin", False),
        ("mong không bị trù dập", False),
        ("tôi phản ánh cán bộ quát dân", False),
        ("cán bộ làm khó dân, tôi phản ánh", False),
        ("tôi chưa rút đơn", False),
    ],
)
def test_retaliation(typed: str, told: bool, spell: type[str], now: datetime) -> None:
    assert read(spell(typed), now).retaliation is told


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "danger"),
    [
        ("chắc tôi chết cho rồi", True),
        ("không muốn sống nữa", True),
        ("tôi muốn chết", True),
        ("giờ chỉ muốn nhảy cầu cho xong", True),
        ("uống thuốc trừ sâu", True),
        ("tôi sẽ tự thiêu trước cổng ủy ban", True),
        ("chồng tôi đang cầm dao đuổi chém", True),
        ("đang bị đánh ở quán", True),
        ("cứu tôi với", True),
        ("nghĩ quẩn mấy đêm nay", True),
        ("nóng muốn chết", False),
        ("chờ muốn chết", False),
        ("mệt muốn chết", False),
        ("làm giấy khai tử cho ba", False),
        ("bảo hành điện thoại", False),
        ("nhân viên tư vấn sai", False),
        ("cháy nhà mất hết giấy tờ", False),
        ("hồ sơ trễ 3 tháng", False),
    ],
)
def test_danger_to_life(typed: str, danger: bool, spell: type[str], now: datetime) -> None:
    assert read(spell(typed), now).crisis is danger


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "apology"),
    [
        ("chưa nhận được thư xin lỗi", False),
        ("không có phiếu xin lỗi", False),
        ("không một lời xin lỗi", False),
        ("ko thấy xin lỗi gì hết", False),
        ("đã nhận được thư xin lỗi", True),
        ("có phiếu xin lỗi hẹn lại", True),
        ("đề nghị phải xin lỗi dân", None),
        ("xin lỗi cho em hỏi", None),
        ("hồ sơ trễ", None),
    ],
)
def test_an_apology(typed: str, apology: bool | None, spell: type[str], now: datetime) -> None:
    assert read(spell(typed), now).apology is apology


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("hồ sơ đất đai", "dat_dai"),
        ("tách thửa cho con", "dat_dai"),
        ("làm sổ đỏ", "dat_dai"),
        ("làm giấy khai sinh", "ho_tich"),
        ("xác nhận độc thân", "ho_tich"),
        ("sao y bản chính", "chung_thuc"),
        ("đăng ký tạm trú", "cu_tru"),
        ("làm căn cước", "can_cuoc"),
        ("định danh mức 2", "can_cuoc"),
        ("đăng ký hộ kinh doanh", "dang_ky_kinh_doanh"),
        ("giấy phép xây dựng", "xay_dung"),
        ("trợ cấp thất nghiệp", "lao_dong_bhxh"),
        ("chế độ liệt sĩ", "nguoi_co_cong"),
        ("trợ cấp người khuyết tật", "bao_tro_xa_hoi"),
        ("chuyển trường cho con", "giao_duc"),
        ("an toàn thực phẩm", "y_te"),
        ("đổi bằng lái xe", "giao_thong"),
        ("giấy phép môi trường", "moi_truong"),
        ("lệ phí trước bạ", "thue"),
        ("phòng cháy chữa cháy", "pccc"),
        ("lý lịch tư pháp", "tu_phap"),
        ("sang tên xe máy", "giao_thong"),
        ("cán bộ quát dân", None),
        ("chưa ai trả lời", None),
    ],
)
def test_fields(typed: str, field: str | None, spell: type[str], now: datetime) -> None:
    assert read(spell(typed), now).field == field


@pytest.mark.parametrize("spell", [str, fold], ids=["with marks", "without marks"])
@pytest.mark.parametrize(
    ("typed", "procedure"),
    [
        ("chuyển mục đích sử dụng đất", "commune_land"),
        ("lên thổ cư 100m2", "commune_land"),
        ("xin xác nhận nguồn gốc đất", "commune_land"),
        ("hòa giải tranh chấp đất", "commune_land"),
        ("công nhận quyền sử dụng đất", "commune_land"),
        ("tách thửa", "registry_land"),
        ("sang tên sổ đỏ", "registry_land"),
        ("xóa thế chấp sổ đỏ", "registry_land"),
        ("hồ sơ đất đai", None),
        ("sang tên xe máy", None),
    ],
)
def test_who_decides_a_land_matter(
    typed: str, procedure: str | None, spell: type[str], now: datetime
) -> None:
    assert read(spell(typed), now).procedure == procedure


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("gặp chị Lan ở quầy 3", ["Lan"]),
        ("anh Trần Minh Tuấn quát tôi", ["Trần Minh Tuấn"]),
        ("cán bộ Nguyễn Thị Hoa", ["Nguyễn Thị Hoa"]),
        ("Phó Chủ tịch UBND phường Nguyễn Văn Bình", ["Nguyễn Văn Bình"]),
        ("can bo ten hung", ["hung"]),
        ("anh tuan dia chinh", ["tuan"]),
        ("chị Lan và chị Lan", ["Lan"]),
        ("tôi tên là Nguyễn Văn An", []),
        ("mẹ tôi là bà Lê Thị Hoa", []),
        ("chị hướng dẫn", []),
        ("chi huong dan nhiet tinh", []),
        ("co lan nao len cung vang", []),
        ("gửi anh chị Sở Nội vụ", []),
        ("chủ tịch xã La Ngà", []),
    ],
)
def test_names_of_officers(typed: str, names: list[str], now: datetime) -> None:
    assert read(typed, now).officer_names == names
