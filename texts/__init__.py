"""Every sentence for people, looked up by key in the catalogues `texts/<language>/<area>.po`."""

from texts.catalogue import LANGUAGES, Said, UnknownText, language_of, operator_language, plain, say
from texts.figures import say_date, say_moment, say_number, say_weekday

__all__ = [
    "LANGUAGES",
    "Said",
    "UnknownText",
    "language_of",
    "operator_language",
    "plain",
    "say",
    "say_date",
    "say_moment",
    "say_number",
    "say_weekday",
]
