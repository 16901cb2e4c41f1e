"""Messages understood as if Rasa had ranked them, and drafts made of them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogue.draft import Draft
from dialogue.understanding import Understanding, understand
from tests.builders import rulebook

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

TRAN_BIEN, GIA_KIEM, LONG_BINH = "26041", "26311", "26020"

LATE_LAND = (
    "hs dat dai nop o tran bien 21/9 hen 12/10 gio chua co ket qua, chay 3 lan roi, ma H19.38-260921-0417"
)
RUNAROUND = (
    "Tôi xin xác nhận nguồn gốc đất, xã Gia Kiệm bảo qua chi nhánh đất đai, chi nhánh bảo về xã, "
    "xã lại nói không phải việc của xã. Hơn tháng nay rồi."
)
CHAIRMAN = "chu tich phuong Trấn Biên hen dan ky giay 3 lan deu bo di, hoi thi nat dan"


def understood(text: str, label: str, *others: str, sure: float = 0.8) -> Understanding:
    """The text with this label first; the rest of the confidence is shared by `others`."""
    rest = (1 - sure) / max(len(others), 1)
    intents = [(_intent(label), sure), *((_intent(other), rest) for other in others)]
    rules = rulebook()
    return understand(text, MONDAY, intents, (rules.directory, frozenset(rules.categories)))


def _intent(label: str) -> str:
    return f"report_{label}" if rulebook().categories[label].kind == "report" else label


def told(text: str, label: str, *others: str, sure: float = 0.8) -> Draft:
    """A draft that begins with this text."""
    draft = Draft()
    draft.tell(text, understood(text, label, *others, sure=sure))
    return draft
