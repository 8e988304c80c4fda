"""The questions to Wikidata's API: a search, then what is stated of up to fifty things at once."""

import re
from typing import Any
from urllib.parse import quote

from moviediary import shapes
from moviediary.errors import TryAgain
from moviediary.providers import answers, claims, facts
from moviediary.providers.answers import WrongShape

# A well-known film with all its sources takes some 400,000 bytes.
MAX_BYTES = 6_000_000
# So many things one question may name, and so many names are asked for in all.
AT_ONCE, MOST = 50, 150
# Of the languages with a country these have words of their own.
_OWN = {"de-AT", "de-CH", "en-CA", "en-GB", "pt-BR", "zh-CN", "zh-HK", "zh-TW"}
_FILE = re.compile(r"[^\x00-\x1f/\\#<>\[\]|{}]{1,230}\.(jpe?g|png|webp|svg|tiff?|gif)", re.IGNORECASE)


class Wikibase:
    """Asks in some languages, the preferred first."""

    def __init__(self, api_url: str, languages: tuple[str, ...]):
        self._api = api_url
        self._languages = languages

    def search(self, words: str, most: int, ends: float) -> list[str]:
        """The numbers of what is found, the likeliest first."""
        asked = {"list": "search", "srsearch": words, "srlimit": str(most), "srnamespace": "0", "srprop": "", "srinfo": ""}
        found = self._get("query", ends, asked)
        listed = facts.items(facts.part(found, "query"), "search")
        numbers = (facts.wikidata_id(item.get("title")) for item in listed)
        return [number for number in numbers if number][:most]

    def entities(self, numbers: list[str], what: str, ends: float) -> list[dict[str, Any]]:
        """What there is of things, in their order; those that are not there are left out. `what` is such as "labels|claims"."""
        if not numbers:
            return []
        asked = {"ids": "|".join(numbers[:AT_ONCE]), "props": what, "languages": "|".join(self._languages)}
        found = self._get("wbgetentities", ends, asked)
        if "no-such-entity" in found:
            return []
        entities = found.get("entities")
        if not isinstance(entities, dict):
            raise WrongShape
        there = {_asked_for(key, entity): entity for key, entity in entities.items() if _is_there(entity)}
        return [there[number] for number in numbers if number in there]

    def labels(self, numbers: list[str], ends: float) -> dict[str, str]:
        """What people and things are called, by their numbers."""
        found: dict[str, str] = {}
        for first in range(0, min(len(numbers), MOST), AT_ONCE):
            asked = numbers[first : first + AT_ONCE]
            for entity in self.entities(asked, "labels", ends):
                found[_asked_for(entity["id"], entity)] = claims.label(entity, self._languages, shapes.NAME)
        return {number: label for number, label in found.items() if label}

    def _get(self, action: str, ends: float, query: dict[str, str]) -> dict[str, Any]:
        reply = answers.ask(self._api, {"action": action, "format": "json", **query}, ends, most=MAX_BYTES)
        error = facts.part(reply.data, "error")
        if error.get("code") == "no-such-entity":
            return {"no-such-entity": True}
        if error or reply.status != 200:
            # Errors come with status 200, too: the server is behind, or was asked too often.
            raise TryAgain(f"Wikidata answered {facts.text(error.get('code'), 40) or reply.status}")
        return reply.data


def spoken(language: str) -> tuple[str, ...]:
    """The languages to look for names in, for one such as "pt-BR". Wikidata keeps names that are the same in all under "mul"."""
    own = (language.lower(),) if language in _OWN else ()
    return tuple(dict.fromkeys((*own, language[:2], "mul", "en")))


def poster(files_url: str, names: list[str], width: int) -> str:
    """Where the first of these files is, at a width in pixels; empty where none is a picture."""
    name = next((name for name in names if _FILE.fullmatch(name)), "")
    # A lone surrogate cannot be part of an address, nor of a name.
    path = quote(name.replace(" ", "_"), safe="", errors="replace")
    return (facts.address(f"{files_url.rstrip('/')}/{path}?width={width}") or "") if name else ""


def _asked_for(key: str, entity: dict[str, Any]) -> str:
    """The number that was asked for: what was merged into another thing comes with the number of that one."""
    before = facts.part(entity, "redirects").get("from")
    return before if isinstance(before, str) else key


def _is_there(entity: Any) -> bool:
    return isinstance(entity, dict) and "missing" not in entity and facts.wikidata_id(entity.get("id")) is not None
