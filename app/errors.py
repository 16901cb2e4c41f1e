"""What keeps the program from running, told to the operator in their language."""

from __future__ import annotations

from texts import operator_language, plain


class OperatorError(Exception):
    """`key` names the sentence, `values` fill it; `str()` is the sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(sentence(key, **values))


def sentence(key: str, **values: object) -> str:
    """A sentence in the operator's language, without markup."""
    return plain(key, operator_language(), **values)
