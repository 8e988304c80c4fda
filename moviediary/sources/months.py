"""The names of months in other languages than English, so that `days` can read them."""

import re

from moviediary.text import fold
from moviediary.words import MONTHS

# By month: German, French, Spanish, Italian, Portuguese, Dutch, and what they are shortened to; folded.
_NAMES = """
januar janner jan janvier janv enero ene gennaio gen janeiro januari
februar feb fevrier fevr febrero febbraio fevereiro fev februari
marz mrz mar mars marzo marco maart mrt
april apr avril avr abril abr aprile
mai mayo maggio mag maio mei
juni jun juin junio giugno giu junho
juli jul juillet juil julio luglio lug julho
august aug aout agosto ago augustus
september sep sept septembre septiembre settembre set setembro
oktober okt octobre oct octubre ottobre ott outubro out
november nov novembre noviembre novembro
dezember dez decembre dec diciembre dic dicembre dezembro december
"""
_MONTH = {name: MONTHS[place] for place, names in enumerate(_NAMES.split("\n")[1:13]) for name in names.split()}
_WORD = re.compile(r"[^\W\d_]+\.?")
# A day of the week in front, the words between day, month and year, the first of a month.
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,? +(?=\d{1,2}\D)")
_BETWEEN = re.compile(r"(?<=\d)( del?|\.) (?=[^\W\d_])|(?<=[^\W\d_]) del? (?=\d)", re.IGNORECASE)
_FIRST = re.compile(r"\b1(er|º|°)", re.IGNORECASE)


def english(written: str) -> str:
    """A day with the name of its month in English; any other text as it is."""
    if not any(sign.isalpha() for sign in written) or not any(sign.isdigit() for sign in written):
        return written
    told = _BETWEEN.sub(" ", _FIRST.sub("1", _WEEKDAY.sub("", written[:100])))
    found = [word for word in _WORD.findall(told) if fold(word) in _MONTH]
    if len(found) != 1:
        return written
    return told.replace(found[0], _MONTH[fold(found[0])])
