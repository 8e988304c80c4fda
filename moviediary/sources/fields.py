"""Our fields, as a file of any kind may have them, and what is written in those that have few values."""

import re
from collections.abc import Mapping

from moviediary.sources import marks
from moviediary.text import fold, one_line

# What a field is called where a person chooses the column for it, in the order of choosing.
FIELDS: Mapping[str, str] = {
    "title": "Title",
    "original_title": "Original title",
    "year": "Year of the film",
    "director": "Director",
    "imdb": "Number or address at IMDb",
    "tmdb": "Number or address at TMDB",
    "wikidata": "Number or address at Wikidata",
    "uri": "Address at Letterboxd or elsewhere",
    "watched": "Day you watched it",
    "time": "Time you watched it",
    "rating": "Rating",
    "heart": "Heart",
    "rewatch": "Seen before",
    "tags": "Tags",
    "text": "What you wrote",
    "spoiler": "Gives the story away",
    "medium": "Where you watched it",
    "finished": "Watched to the end",
    "audience": "Who may see it",
    "source_id": "Number of the entry",
    "kind": "Kind: film, series, watchlist",
}
# One of these says which film is meant.
NAMING = ("title", "original_title", "imdb", "tmdb", "wikidata", "uri")
_SIGNS = {"✓": "true", "✔": "true", "☑": "true", "✅": "true", "♥": "true", "❤": "true"}
_SIGNS |= {"♡": "false", "☐": "false", "❌": "false", "✗": "false"}


def _meaning(said: Mapping[str, str]) -> dict[str, str]:
    """The words for each value, folded, as a table of what a word means."""
    return {word: value for value, words in said.items() for word in fold(words).split()}


# In English, German, French, Spanish, Italian, Portuguese and Dutch, like all that follows.
_TRUTHS = _meaning(
    {
        "yes": """true t yes y x on ja j wahr oui o vrai si s vero verdadero sim verdadeiro waar
            liked like love loved heart favorite favourite""",
        "no": "false f no n off nein falsch non faux falso nao nee onwaar never",
    }
)
_ENDS = _meaning(
    {
        "yes": "completed complete finished done watched full fully beendet termine completado finito completo uitgekeken",
        "no": """dropped abandoned unfinished incomplete dnf stopped abgebrochen abandonne abandonado abbandonato afgebroken""",
    }
)
_MEDIA = _meaning(
    {
        "cinema": "cinema cinemas theater theatre theatrical kino imax multiplex bioscoop cine ciné sala",
        "streaming": """streaming stream netflix prime amazon disney hulu max hbo mubi youtube online vod itunes apple paramount
            peacock criterion""",
        "tv": "tv television fernsehen televisione televisao televisie broadcast televisor",
        "disc": "disc disk bluray blu dvd vhs uhd laserdisc 4k",
        "download": "download downloaded file datei torrent digital mkv",
        "server": "server plex jellyfin emby kodi nas",
        "other": "other elsewhere plane airplane festival friend friends andere anderswo autre otro altro outro anders",
    }
)
_AUDIENCES = _meaning(
    {
        "everyone": "everyone public all world everybody offentlich publique publico pubblico openbaar alle",
        "members": "members logged users mitglieder membres miembros membri membros leden",
        "followers": "followers friends follower amis amigos amici freunde vrienden abonnes",
        "me": "me private only nobody self myself hidden privat prive privado privato moi ich",
    }
)
_KINDS = _meaning(
    {
        "viewing": """movie movies film films feature short documentary pelicula filme filmes review viewing watched completed
            finished rewatched""",
        "watchlist": """watchlist planned planning plan plantowatch wishlist towatch unwatched want unseen merkliste wunschliste
            later""",
        "left": """tv series serie serien show shows season episode episodes miniseries tvseries tvepisode tvminiseries tvshow
            game book anime album""",
    }
)
_NOT = frozenset(["not", "no", "nicht", "nie", "pas", "non", "niet", "nao", "never"])
# Fewest first.
_NARROW = ("me", "followers", "members", "everyone")
# A film for television is a film.
_TV_FILM = re.compile(r"tv ?(movie|film|special|short)|(video|short|feature) ?(movie|film)?")
_TAGS = re.compile(r"[;|\n]|(?<!\d),|,(?!\d)")


def truth(text: str) -> bool | None:
    """Yes or no in several languages and signs; None for anything else."""
    plain = text.strip().replace("\ufe0f", "")
    word = _SIGNS.get(plain) or fold(plain)
    number = marks.whole(plain)
    if number in (0, 1):
        return bool(number)
    return {"yes": True, "no": False}.get(_TRUTHS.get(word, ""))


def finished(text: str) -> bool | None:
    """Whether it was watched to the end: yes or no, or such words as "dropped"."""
    said = truth(text)
    if said is not None:
        return said
    meant = {"yes": True, "no": False}.get(_named(text, _ENDS) or "")
    return False if meant and _denied(text) else meant


def medium(text: str) -> str | None:
    return _named(text, _MEDIA)


def audience(text: str) -> str | None:
    """Who may see it: the fewest of those that are named; None where anything else is said, too."""
    meant = [_AUDIENCES.get(word, "") for word in fold(text).split()]
    return min(meant, key=_NARROW.index) if meant and all(meant) else None


def kind(text: str) -> str | None:
    """What a line is about: viewing, watchlist or left (no film). A column "seen" with yes and no is one of these, too."""
    said = truth(text)
    if said is not None:
        return "viewing" if said else "watchlist"
    words = fold(text)
    meant = "viewing" if _TV_FILM.fullmatch(words) else _named(words, _KINDS)
    return "watchlist" if meant == "viewing" and _denied(text) else meant


def tags(text: str) -> tuple[str, ...]:
    """Tags between commas, semicolons, bars or line ends."""
    return tuple(tag for part in _TAGS.split(text) if (tag := one_line(part)))


def _named(text: str, names: Mapping[str, str]) -> str | None:
    """What the first known word of a text stands for, or all of them written together."""
    folded = fold(text)
    whole = names.get(folded.replace(" ", ""))
    return whole or next((names[word] for word in folded.split() if word in names), None)


def _denied(text: str) -> bool:
    return not _NOT.isdisjoint(fold(text).split())
