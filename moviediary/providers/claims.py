"""Reading what Wikidata states of something: https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON."""

import re
from typing import Any

from moviediary import shapes
from moviediary.providers import facts

_YEAR = re.compile(r"\+(\d{4})-\d\d-\d\dT", re.ASCII)
_AMOUNT = re.compile(r"\+(\d{1,4})(?:\.\d+)?", re.ASCII)
# The precision of a date that is known to the year, or better.
A_YEAR = 9
MINUTE = "Q7727"
# Wikidata has no more of a kind than this for any film; a longer list is cut.
MOST = 200


def statements(entity: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """What is stated under a property such as "P57": preferred ranks first, what is deprecated left out."""
    found = facts.some(facts.part(entity, "claims"), name)[:MOST]
    kept = [statement for statement in found if statement.get("rank") in ("preferred", "normal")]
    return sorted(kept, key=lambda statement: statement["rank"] != "preferred")


def value(snak: dict[str, Any]) -> Any:
    """The value of a snak; None where it is unknown, or known to be none."""
    return facts.part(snak, "datavalue").get("value") if snak.get("snaktype") == "value" else None


def values(entity: dict[str, Any], name: str) -> list[Any]:
    return [value(facts.part(statement, "mainsnak")) for statement in statements(entity, name)]


def texts(entity: dict[str, Any], name: str) -> list[str]:
    """Values that are texts as they are: numbers elsewhere, names of files."""
    return [found for found in values(entity, name) if isinstance(found, str)]


def things(entity: dict[str, Any], name: str) -> list[str]:
    """The numbers of people and things, such as "Q25191", each once."""
    return list(dict.fromkeys(number for found in values(entity, name) if (number := thing(found))))


def thing(found: Any) -> str | None:
    return facts.wikidata_id(found.get("id")) if isinstance(found, dict) else None


def qualified(statement: dict[str, Any], name: str) -> Any:
    """The first value that qualifies a statement, such as the part that somebody played."""
    return next((value(snak) for snak in facts.some(facts.part(statement, "qualifiers"), name)), None)


def titles(entity: dict[str, Any], name: str) -> list[str]:
    """Texts in some language."""
    found = (facts.text(item.get("text"), facts.TITLE) for item in values(entity, name) if isinstance(item, dict))
    return [title for title in found if title]


def years(entity: dict[str, Any], name: str) -> list[int]:
    """The years of dates, the earliest first; dates that are known to a decade or a century only are left out."""
    return sorted({year for item in values(entity, name) if isinstance(item, dict) and (year := _year(item))})


def minutes(entity: dict[str, Any], name: str) -> int | None:
    """The first duration that is told in minutes."""
    for item in values(entity, name):
        if isinstance(item, dict) and str(item.get("unit")).endswith(f"/{MINUTE}"):
            amount = _AMOUNT.fullmatch(str(item.get("amount"))[:20])
            return facts.number(amount[1], shapes.MOST_MINUTES) if amount else None
    return None


def label(entity: dict[str, Any], languages: tuple[str, ...], longest: int) -> str:
    """What something is called in the first of these languages that has a word for it."""
    labels = facts.part(entity, "labels")
    said = (facts.text(facts.part(labels, language).get("value"), longest) for language in languages)
    return next((text for text in said if text), "")


def aliases(entity: dict[str, Any], languages: tuple[str, ...]) -> list[str]:
    """What else it is called in these languages."""
    listed = facts.part(entity, "aliases")
    return [facts.text(item.get("value"), facts.TITLE) for language in languages for item in facts.some(listed, language)[:MOST]]


def _year(item: dict[str, Any]) -> int | None:
    precision, found = item.get("precision"), _YEAR.match(str(item.get("time"))[:40])
    return facts.year(found[1]) if found and isinstance(precision, int) and precision >= A_YEAR else None
