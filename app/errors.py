"""What keeps the program from running, told to the operator in their language."""

from __future__ import annotations

from texts import operator_language, plain


class OperatorError(Exception):
    """`key` of the area cli names the sentence, `values` fill it; `str()` is the sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(sentence(key, **values))


def sentence(key: str, **values: object) -> str:
    """A sentence of the area cli in the operator's language."""
    return plain(f"cli.{key}", operator_language(), **values)
