"""The report in the making: what is told fills it, a correction replaces, nothing told is lost."""

from __future__ import annotations

from casework.rules.routing import route
from dialogue.draft import Draft
from tests.builders import rulebook
from tests.dialogue.said import (
    CHAIRMAN,
    GIA_KIEM,
    LATE_LAND,
    LONG_BINH,
    MONDAY,
    RUNAROUND,
    TRAN_BIEN,
    told,
    understood,
)

BRANCH = "VPDKDD-THONGNHAT"


def test_one_message_may_tell_everything() -> None:
    draft = told(LATE_LAND, "delay", "result_error")
    assert (draft.category, draft.lodged, draft.subject) == ("delay", TRAN_BIEN, "dat_dai")
    assert (draft.submitted_on, draft.appointment_on, draft.trips) == ("2026-09-21", "2026-10-12", 3)
    assert draft.codes == ["H19.38-260921-0417"]
    assert draft.story == [LATE_LAND]


def test_the_first_piece_gives_the_label_and_later_ones_fill_gaps() -> None:
    draft = told("Nộp hồ sơ đất mãi không trả", "delay")
    draft.tell(
        "ở phường Trấn Biên, cán bộ còn quát", understood("ở phường Trấn Biên, cán bộ còn quát", "attitude")
    )
    assert (draft.category, draft.lodged, len(draft.story)) == ("delay", TRAN_BIEN, 2)


def test_a_later_piece_replaces_nothing_that_was_told() -> None:
    draft = told(LATE_LAND, "delay")
    later = "hẹn lại 20/11 ở phường Long Bình"
    draft.tell(later, understood(later, "delay"))
    assert (draft.appointment_on, draft.lodged) == ("2026-10-12", TRAN_BIEN)


def test_a_correction_replaces_what_it_speaks_of_and_nothing_else() -> None:
    draft = told(LATE_LAND, "delay")
    correction = "không phải, nộp ở phường Long Bình"
    draft.correct(correction, understood(correction, "delay"))
    assert (draft.lodged, draft.appointment_on) == (LONG_BINH, "2026-10-12")


def test_the_same_turn_twice_tells_the_same_once() -> None:
    draft = told(LATE_LAND, "delay")
    draft.tell(LATE_LAND, understood(LATE_LAND, "delay"))
    assert draft.story == [LATE_LAND]


def test_an_answer_to_a_question_brings_its_facts_and_is_no_story() -> None:
    draft = told("Hồ sơ đất trễ hẹn quá lâu", "delay")
    draft.note(understood("phường Trấn Biên, hẹn 12/10", "delay"))
    assert (draft.appointment_on, len(draft.story)) == ("2026-10-12", 1)


def test_the_runaround_is_a_path_and_makes_the_case_joint() -> None:
    draft = told(RUNAROUND, "buck_passing")
    assert (draft.lodged, draft.others) == (GIA_KIEM, [GIA_KIEM, BRANCH, GIA_KIEM])
    assert draft.facts.others == (BRANCH,)
    way = route(draft.facts, rulebook().directory, rulebook().routing)
    assert (way.joint, way.accountable, way.told) == (True, GIA_KIEM, (BRANCH, "SNV"))


def test_a_corrected_unit_takes_its_place_in_the_path_too() -> None:
    draft = told(RUNAROUND, "buck_passing")
    draft.ask_unit_again()
    assert (draft.lodged, draft.replaced) == (None, GIA_KIEM)
    draft.choose_unit(TRAN_BIEN)
    assert (draft.lodged, draft.others) == (TRAN_BIEN, [TRAN_BIEN, BRANCH, TRAN_BIEN])


def test_who_does_not_know_the_unit_is_not_asked_again() -> None:
    draft = told("Hồ sơ đất trễ hẹn quá lâu", "delay")
    draft.choose_unit(None)
    assert (draft.lodged, draft.unit_settled) == (None, True)


def test_the_police_at_a_communes_centre_is_told_to_the_commune() -> None:
    said = "làm căn cước ở trung tâm hành chính công phường Tam Hiệp, công an hẹn mãi"
    draft = told(said, "delay")
    way = route(draft.facts, rulebook().directory, rulebook().routing)
    assert (way.accountable, way.told) == ("CA", ("26017", "SNV"))


def test_a_home_is_no_unit_of_the_report() -> None:
    draft = told("nhà tôi ở xã Gia Kiệm, nộp ở phường Trấn Biên mà trễ hẹn", "delay")
    assert (draft.lodged, draft.others) == (TRAN_BIEN, [])


def test_about_a_head_says_of_which_post() -> None:
    draft = told(CHAIRMAN, "attitude")
    assert (draft.flags, draft.head_post) == (["about_head"], "chairman")
    assert draft.facts.head_post == "chairman"


def test_the_director_of_a_wards_centre_answers_to_its_chairman() -> None:
    draft = told("giám đốc trung tâm hành chính công phường Trấn Biên quát dân", "attitude")
    way = route(draft.facts, rulebook().directory, rulebook().routing)
    assert (way.accountable, way.hidden_from) == (TRAN_BIEN, ())


def test_several_units_of_the_name_are_choices() -> None:
    draft = told("nộp ở phường Tân Phú mà trễ hẹn", "delay")
    assert draft.lodged is None
    assert "26116" in draft.candidates
    assert len(draft.candidates) <= 6


def test_a_recording_alone_is_heard_first() -> None:
    draft = Draft(files=["a"], category="unclear_guidance")
    assert (draft.has_story, draft.facts.told) == (True, False)
    draft.choose_category("delay")
    assert draft.facts.told


def test_a_dropped_code_is_not_kept() -> None:
    draft = told(LATE_LAND, "delay")
    draft.code_dropped = True
    assert "codes" not in draft.dossier()
    assert draft.dossier()["trips"] == 3


def test_what_is_not_known_is_not_kept() -> None:
    assert Draft().dossier() == {}


def test_a_chosen_label_is_no_other_one_as_well() -> None:
    draft = told(LATE_LAND, "delay", "attitude", sure=0.6)
    assert draft.secondary == ["attitude"]
    draft.choose_category("attitude")
    assert (draft.category, draft.secondary, draft.sure) == ("attitude", [], True)


def test_a_slot_keeps_a_draft_and_an_older_one_is_read_too() -> None:
    draft = told(LATE_LAND, "delay")
    assert Draft.of(draft.as_slot()) == draft
    assert Draft.of(draft.as_slot() | {"forgotten": 1}) == draft
    assert Draft.of({"story": ["x"]}).story == ["x"]
    assert Draft.of(None) == Draft()


def test_starting_over_forgets_everything() -> None:
    draft = told(LATE_LAND, "delay")
    draft.start_over()
    assert draft == Draft()


def test_the_day_of_understanding_is_that_of_the_message() -> None:
    assert understood("hẹn hôm qua", "delay").reading.appointment_on == MONDAY.date().replace(day=22)
