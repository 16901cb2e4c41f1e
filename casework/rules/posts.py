"""How the head of a unit is named in full: by post, never by personal name. Pure."""

from __future__ import annotations

from casework.rules.directory import Unit


def head_of(unit: Unit) -> str:
    """The post with its unit: "Giám đốc Sở" of "Sở Xây dựng" is "Giám đốc Sở Xây dựng".

    The directory gives short titles to departments; where title and name overlap they are joined there,
    and a title that needs no name (a commune's chairman) stays as it is.
    """
    title, name = unit.head_title, unit.full_name
    if unit.is_commune or unit.kind in {"branch", "ward_police", "chairman"}:
        return title
    words = name.split()
    for length in range(len(words), 0, -1):
        overlap = " ".join(words[:length])
        if title.casefold().endswith(overlap.casefold()):
            return f"{title} {' '.join(words[length:])}".strip()
    return title
