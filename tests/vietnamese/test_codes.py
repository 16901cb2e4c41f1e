"""Dossier codes, phones, ID numbers, tax codes, and the masking of what is private."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from vietnamese import mask
from vietnamese.codes import code_date, is_tax_code
from vietnamese.reading import read


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("H19.38-251003-0012", ["H19.38-251003-0012"]),
        ("mã h19.38-251003-0012 nha", ["H19.38-251003-0012"]),
        ("H19.38 - 251003 - 0012", ["H19.38-251003-0012"]),
        ("H19.38–251003–0012", ["H19.38-251003-0012"]),
        ("h19 38 251003 0012", ["H19.38-251003-0012"]),
        ("H19.38.251003.0012", ["H19.38-251003-0012"]),
        ("000.00.01.H19-260310-0420", ["000.00.01.H19-260310-0420"]),
        ("000.00.00.H47-240501-0001", ["000.00.00.H47-240501-0001"]),
        ("H10.12-240115-0007", ["H10.12-240115-0007"]),
        ("G22.99.1-260401-123456", ["G22.99.1-260401-123456"]),
        ("H19.38-251003-0012 và H19.38-251004-0013", ["H19.38-251003-0012", "H19.38-251004-0013"]),
        ("H19.38-251303-0012", []),
        ("H19.38-250230-0012", []),
        ("thủ tục 1.012784", []),
        ("2.000635 và 1.001612.000.00.00.H19", []),
        ("số 04/CT-UBND ngày 17/09/2025", []),
        ("sđt 0912345678", []),
    ],
)
def test_dossier_codes(typed: str, codes: list[str], now: datetime) -> None:
    reading = read(typed, now)
    assert reading.dossier_codes == codes
    assert [span.value for span in reading.spans if span.kind == "dossier_code"] == codes


def test_the_day_of_receipt_is_inside_the_code() -> None:
    assert code_date("H19.38-251003-0012") == date(2025, 10, 3)
    assert code_date("nothing") is None


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("0912345678", ["0912345678"]),
        ("sdt 0903.343.439", ["0903343439"]),
        ("0909 123 456", ["0909123456"]),
        ("+84 90 912 3456", ["0909123456"]),
        ("84909123456", ["0909123456"]),
        ("+84(0)909123456", ["0909123456"]),
        ("(0251) 3992537", ["02513992537"]),
        ("0251.3992537", ["02513992537"]),
        ("0271-3870123", ["02713870123"]),
        ("gọi 0912345678, 0398765432", ["0912345678", "0398765432"]),
        ("0912345678😀", ["0912345678"]),
        ("sđt:0912345678", ["0912345678"]),
        ("1022", []),
        ("18001096", []),
        ("0112345678", []),
        ("09123456789", []),
        ("075190001234", []),
        ("1.012784", []),
    ],
)
def test_phones(typed: str, phones: list[str], now: datetime) -> None:
    assert read(typed, now).phones == phones


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("cccd 075190001234", ["075190001234"]),
        ("075 190 001 234", ["075190001234"]),
        ("cmnd 270123456", ["270123456"]),
        ("số cmnd cũ của tôi là 270123456", ["270123456"]),
        ("hồ sơ 270123456", []),
        ("075990001234", []),
        ("cccd 075990001234", ["075990001234"]),
    ],
)
def test_id_numbers(typed: str, numbers: list[str], now: datetime) -> None:
    assert read(typed, now).id_numbers == numbers


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("3603295006", True),
        ("3600604792", True),
        ("3603238978", True),
        ("0100109106", True),
        ("0300588569", True),
        ("3603295007", False),
        ("360329500", False),
    ],
)
def test_tax_codes_carry_a_check_digit(digits: str, right: bool) -> None:
    assert is_tax_code(digits) is right


def test_tax_codes_are_read_with_their_branch(now: datetime) -> None:
    assert read("MST 3603295006, chi nhánh 0100109106-001", now).tax_codes == ["3603295006", "0100109106-001"]
    assert read("số 3603295007", now).tax_codes == []


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("gọi tôi 0912 345 678 nhé", "gọi tôi [số điện thoại] nhé"),
        ("cccd 075190001234", "cccd [số giấy tờ]"),
        ("stk 0071000123456 vcb", "stk [số tài khoản] vcb"),
        ("an.nguyen@gmail.com", "[địa chỉ thư]"),
        ("xe 60A-123.45", "xe [biển số]"),
        ("xe 93B1 234.56", "xe [biển số]"),
        ("Tôi tên là Nguyễn Văn An, ngụ ấp 3", "Tôi tên là [họ tên], ngụ ấp 3"),
        ("toi ten nguyen van an", "toi ten [họ tên]"),
        ("mã H19.38-251003-0012", "mã H19.38-251003-0012"),
        ("gặp chị Lan ở quầy 3", "gặp chị Lan ở quầy 3"),
        ("nộp 21/9 hẹn 12/10", "nộp 21/9 hẹn 12/10"),
        ("thủ tục 1.012784", "thủ tục 1.012784"),
        ("", ""),
    ],
)
def test_what_identifies_the_writer_is_masked(typed: str, masked: str) -> None:
    assert mask(typed) == masked
