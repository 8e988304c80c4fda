"""Ten films, and what TMDB and OMDb say about them; their posters."""

import io
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Film:
    imdb: str
    tmdb: int
    title: str
    original: str
    year: int
    director: str
    minutes: int
    language: str
    genre: str

    @property
    def poster(self) -> str:
        return f"/{self.tmdb}.jpg"


FILMS = (
    Film("tt0118694", 843, "In the Mood for Love", "花樣年華", 2000, "Wong Kar-wai", 99, "Cantonese", "Romance"),
    Film("tt0133093", 603, "The Matrix", "The Matrix", 1999, "Lana Wachowski", 136, "English", "Action"),
    Film("tt0079944", 1398, "Stalker", "Сталкер", 1979, "Andrei Tarkovsky", 162, "Russian", "Drama"),
    Film("tt0050083", 389, "12 Angry Men", "12 Angry Men", 1957, "Sidney Lumet", 97, "English", "Drama"),
    Film("tt0113277", 949, "Heat", "Heat", 1995, "Michael Mann", 170, "English", "Crime"),
    Film("tt0211915", 194, "Amélie", "Le Fabuleux Destin d'Amélie Poulain", 2001, "Jean-Pierre Jeunet", 122, "French", "Comedy"),
    Film("tt0245429", 129, "Spirited Away", "千と千尋の神隠し", 2001, "Hayao Miyazaki", 125, "Japanese", "Animation"),
    Film("tt0034583", 289, "Casablanca", "Casablanca", 1942, "Michael Curtiz", 102, "English", "Romance"),
    Film("tt0017136", 19, "Metropolis", "Metropolis", 1927, "Fritz Lang", 153, "German", "Science Fiction"),
    Film("tt0083658", 78, "Blade Runner", "Blade Runner", 1982, "Ridley Scott", 118, "English", "Science Fiction"),
)


def tmdb(path: str, query: dict[str, str]) -> object:
    """What TMDB says; None for "not found"."""
    last = path.rpartition("/")[2]
    if path.startswith("/3/search/"):
        found = [_tmdb_short(film) for film in _found(query.get("query", ""), query.get("year", ""))]
        return {"page": 1, "results": found, "total_pages": 1, "total_results": len(found)}
    if path.startswith("/3/find/"):
        found = [_tmdb_short(film) for film in FILMS if film.imdb == last]
        return {"movie_results": found, "person_results": [], "tv_results": []}
    return next((_tmdb_long(film) for film in FILMS if str(film.tmdb) == last), None)


def _tmdb_short(film: Film) -> dict[str, object]:
    return {
        "adult": False,
        "id": film.tmdb,
        "title": film.title,
        "original_title": film.original,
        "release_date": f"{film.year}-05-20",
        "poster_path": film.poster,
        "overview": f"What happens in {film.title}.",
    }


def _tmdb_long(film: Film) -> dict[str, object]:
    return {
        **_tmdb_short(film),
        "imdb_id": film.imdb,
        "runtime": film.minutes,
        "genres": [{"id": 18, "name": film.genre}],
        "spoken_languages": [{"english_name": film.language, "iso_639_1": "xx", "name": film.language}],
        "credits": {"cast": [], "crew": [{"job": "Editor", "name": "Some Editor"}, {"job": "Director", "name": film.director}]},
        "external_ids": {"imdb_id": film.imdb},
    }


def omdb(query: dict[str, str], url: str) -> object:
    """What OMDb says; `url` is where its pictures are."""
    if "s" in query:
        found = [_omdb_short(film, url) for film in _found(query["s"], query.get("y", ""))]
        none = {"Response": "False", "Error": "Movie not found!"}
        return {"Search": found, "totalResults": str(len(found)), "Response": "True"} if found else none
    film = next((film for film in FILMS if film.imdb == query.get("i")), None)
    return _omdb_long(film, url) if film else {"Response": "False", "Error": "Incorrect IMDb ID."}


def _omdb_short(film: Film, url: str) -> dict[str, str]:
    poster_url = f"{url}/t/p/omdb{film.poster}"
    return {"Title": film.title, "Year": str(film.year), "imdbID": film.imdb, "Type": "movie", "Poster": poster_url}


def _omdb_long(film: Film, url: str) -> dict[str, str]:
    return {
        **_omdb_short(film, url),
        "Runtime": f"{film.minutes} min",
        "Genre": f"{film.genre}, Drama",
        "Director": film.director,
        "Language": film.language,
        "Plot": f"What happens in {film.title}, in short.",
        "Metascore": "N/A",
        "Response": "True",
    }


def _found(words: str, year: str) -> list[Film]:
    wanted = words.casefold()
    named = [film for film in FILMS if wanted in film.title.casefold() or wanted in film.original.casefold()]
    return [film for film in named if year in ("", str(film.year))]


@lru_cache
def poster(number: int) -> bytes:
    """A small JPEG of one colour, a different one for each film."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (240, 360), (number * 37 % 256, number * 71 % 256, number * 113 % 256)).save(out, "JPEG")
    return out.getvalue()


@lru_cache
def huge_image() -> bytes:
    """Fifty megapixels in a few kilobytes."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(out, "PNG")
    return out.getvalue()
