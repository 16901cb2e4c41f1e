from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casework.rules.ref import check_digit, find_refs, make_ref, parse_ref

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")

REF = "DN-261123-0042-3"
refs = st.builds(make_ref, st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))


def test_the_ref_of_the_42nd_case_of_the_day():
    assert make_ref(date(2026, 11, 23), 42) == REF


def test_check_digit_of_the_example_of_iso_7064():
    assert check_digit("0794") == "5"


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        pytest.param(1, "DN-261123-0001-", id="first"),
        pytest.param(9999, "DN-261123-9999-", id="last of four digits"),
        pytest.param(10_000, "DN-261123-10000-", id="five digits"),
    ],
)
def test_a_number_has_four_digits_or_more(number: int, begins: str):
    ref = make_ref(date(2026, 11, 23), number)
    assert ref.startswith(begins)
    assert parse_ref(ref) == ref


@pytest.mark.parametrize(
    ("day", "number"),
    [pytest.param(date(2026, 11, 23), 0, id="no case"), pytest.param(date(1999, 1, 1), 1, id="no such year")],
)
def test_no_ref_is_made_for_what_cannot_be(day: date, number: int):
    with pytest.raises(ValueError, match="no ref"):
        make_ref(day, number)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("DN-261123-0042-3", id="as printed"),
        pytest.param("dn-261123-0042-3", id="small letters"),
        pytest.param("Dn2611230042" + "3", id="no dashes"),
        pytest.param("DN 261123 0042 3", id="spaces"),
        pytest.param("DN.261123.0042.3", id="dots"),
        pytest.param("DN–261123–0042–3", id="en dashes"),
        pytest.param("DN—261123—0042—3", id="em dashes"),
        pytest.param("DN\u2011261123\u20110042\u20113", id="non-breaking hyphens"),
        pytest.param("DN−261123−0042−3", id="minus signs"),
        pytest.param("DN - 261123 - 0042 - 3", id="dashes between spaces"),
        pytest.param("  DN-261123-0042-3.\n", id="around it"),
        pytest.param("DN-261123-00423", id="a dash forgotten"),
        pytest.param("đn-261123-0042-3", id="đ"),
        pytest.param("ĐN-261123-0042-3", id="Đ"),
        pytest.param("ＤＮ－２６１１２３－００４２－３", id="full width"),
        pytest.param("DN-261123-\u200b0042-3", id="zero-width space"),
        pytest.param("DN_261123_0042_3", id="underscores"),
    ],
)
def test_a_ref_is_recognised_however_it_is_typed(typed: str):
    assert parse_ref(typed) == REF


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("DN", id="letters only"),
        pytest.param("DN-261123-0042", id="without check digit"),
        pytest.param("261123-0042-3", id="without letters"),
        pytest.param("DN-261123-0042-4", id="wrong check digit"),
        pytest.param("DN-261123-0043-3", id="wrong number"),
        pytest.param("DN-261124-0042-3", id="wrong day"),
        pytest.param("HN-261123-0042-3", id="wrong letters"),
        pytest.param("DN-261123-42-3", id="number too short"),
        pytest.param("DN-261123-0042-3 nhé", id="a sentence"),
        pytest.param("DN-٢٦١١٢٣-٠٠٤٢-٣", id="other digits"),
        pytest.param("DN-261123-1234567890123-1", id="far too long"),
        pytest.param("DN-261123-0000-" + check_digit("2611230000"), id="number nought"),
        pytest.param("DN-261123-00042-" + check_digit("26112300042"), id="one nought too many"),
        pytest.param("DN-260231-0042-" + check_digit("2602310042"), id="no such day"),
        pytest.param("DN-261323-0042-" + check_digit("2613230042"), id="no such month"),
    ],
)
def test_what_is_no_ref_is_refused(typed: str):
    assert parse_ref(typed) is None


@given(refs)
def test_every_ref_is_read_back_with_and_without_dashes(ref: str):
    assert parse_ref(ref) == ref
    assert parse_ref(ref.replace("-", "").lower()) == ref
    assert find_refs(f"Cho hỏi {ref}, xong chưa?") == [ref]


@given(refs)
def test_one_wrong_digit_is_refused_wherever_it_is(ref: str):
    for at, digit in enumerate(ref):
        for wrong in set("0123456789") - {digit} if digit.isdigit() else ():
            typed = ref[:at] + wrong + ref[at + 1 :]
            assert parse_ref(typed) is None
            assert find_refs(typed) == []


@given(refs, st.integers(0, 20))
def test_swapped_neighbours_are_refused_unless_they_differ_by_one(ref: str, place: int):
    digits = ref.replace("-", "")[2:]
    place %= len(digits) - 1
    a, b = digits[place], digits[place + 1]
    assume((int(a) - int(b)) % 10 not in {0, 1, 9})  # 9 and 0 are neighbours to the code as well
    assert parse_ref(f"DN{digits[:place]}{b}{a}{digits[place + 2 :]}") is None


def test_few_swaps_go_unseen():
    numbers = [make_ref(date(2026, 11, 23), number).replace("-", "")[2:] for number in range(1, 2000)]
    swaps = [
        swapped
        for digits in numbers
        for at in range(len(digits) - 1)
        if (swapped := digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) != digits
    ]
    assert sum(parse_ref(f"DN{swapped}") is not None for swapped in swaps) / len(swaps) < 0.03


OTHER = make_ref(date(2026, 11, 23), 43)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Cho tôi hỏi DN-261123-0042-3 tới đâu rồi?", [REF], id="in a sentence"),
        pytest.param("mã dn2611230042" + "3 của tôi", [REF], id="without dashes"),
        pytest.param("dn 261123 0042 3 5 ngày chưa thấy gì", [REF], id="a number after it"),
        pytest.param("DN-261123-00423 4 ngày rồi", [REF], id="a dash forgotten, a number after it"),
        pytest.param(f"{REF} và {OTHER}", [REF, OTHER], id="two"),
        pytest.param(f"{REF}, lại {REF.lower()}", [REF], id="the same twice"),
        pytest.param(f"https://example.vn/t/{REF}?k=1", [REF], id="in a link"),
        pytest.param(f"({REF}).", [REF], id="in brackets"),
        pytest.param("mã ĐN–261123–0042–3.Cảm ơn", [REF], id="a sentence glued to it"),
        pytest.param("DN-261123-0042-4", [], id="a wrong digit"),
        pytest.param("DN-261123-0042-35", [], id="a digit too many"),
        pytest.param("DN-261123-0042-3-5", [], id="a group too many"),
        pytest.param("ABDN-261123-0042-3", [], id="letters glued before it"),
        pytest.param("hồ sơ H19.38-251003-0012", [], id="the code of a dossier"),
        pytest.param("DN của tôi nộp 0912345678", [], id="a business and a phone number"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_refs_are_found_inside_a_sentence(text: str, found: list[str]):
    assert find_refs(text) == found


def test_a_place_that_can_be_read_as_two_numbers_is_left_out():
    short = "2611231234"
    long = short + check_digit(short)
    both = f"DN{long} {check_digit(long)}"
    assert parse_ref(f"DN{long}")
    assert parse_ref(both)
    assert find_refs(both) == []


@pytest.mark.parametrize("read", [parse_ref, find_refs])
@given(text=st.text())
def test_any_text_is_read_without_an_error(read: Callable[[str], object], text: str):
    read(text)
