"""Where members of other systems find what can be brought from there."""

from collections.abc import Sequence
from dataclasses import dataclass

from moviediary import sources

# By the name of a source, what to do there, and what comes of it.
_WAYS = {
    "letterboxd": "Settings, then Data, then “Export your data”. Bring the ZIP as it is.",
    "imdb": "Your ratings, the watchlist or a list, then “Export” in its menu. Bring the CSV.",
    "trakt": "Settings, then Data, then “Export”. Bring the ZIP as it is.",
    "movary": "Settings, then Account: history, ratings and watchlist are a CSV each. Bring one, or all in a ZIP.",
    "yamtrack": "Settings, then Export. Bring the CSV.",
    "simkl": "simkl.com/apps/backup. Bring the ZIP, the JSON or the CSV.",
    "tmdb": "Your ratings or your watchlist, then “Export”. Bring the CSV.",
    "netflix": "Account, your profile, Viewing activity, then “Download all”. Bring the CSV.",
    "moviediary": "Exports, then “Everything”. Bring the ZIP as it is.",
    "watcharr": "Your profile, then Export. Bring the JSON.",
    "mapped": "A CSV, TSV, XLSX, ODS or JSON of your own: you say which column is what, and see it before it counts.",
}
_TITLES = {"mapped": "Any other table"}


@dataclass(frozen=True)
class Origin:
    """A system whose files can be brought."""

    name: str
    title: str
    way: str = ""


def origins() -> Sequence[Origin]:
    """Every system whose files can be read, what is none of them last."""
    known = sorted(sources.ALL.values(), key=lambda source: (source.name == "mapped", source.title.casefold()))
    return [Origin(source.name, _TITLES.get(source.name, source.title), _WAYS.get(source.name, "")) for source in known]


def looks_like(name: str, viewings: int) -> str:
    """What somebody is told about a file they brought."""
    told = (
        f"{viewings:,} {'viewing' if viewings == 1 else 'viewings'}"
        if viewings
        else "which nothing can be imported as it is read"
    )
    if name == "mapped":
        return f"This is a table of {told}"
    title = title_of(name)
    return f"This looks like {'an' if title[:1] in 'AEIO' else 'a'} {title} export of {told}"


def title_of(name: str) -> str:
    """What people call a source."""
    if name == "mapped":
        return "Table"
    return sources.ALL[name].title if name in sources.ALL else name


def asks(name: str) -> frozenset[str]:
    """Which ways of reading a source leaves to whoever brings its file."""
    return sources.ALL[name].asks if name in sources.ALL else frozenset()
