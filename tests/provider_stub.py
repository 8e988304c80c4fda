"""A film database that answers like TMDB, like OMDb and like Wikidata, and breaks in every way that was thought of, when told to.

By hand: `python tests/provider_stub.py 9000`, then start the site with what it prints. To break it while it runs:
`curl -X POST 'localhost:9000/fault?kind=details&mode=slow&seconds=5'`; kinds are search, details and image.
"""

import json
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import wikidata_stub
from PIL import Image, ImageDraw

KINDS = ("search", "details", "image")
IMAGES = ("/t/p/", "/wiki/Special:FilePath/")
INTERNAL = "http://169.254.169.254/latest/meta-data/"


@dataclass(frozen=True)
class Film:
    tmdb: int
    imdb: str
    title: str
    date: str
    director: str
    minutes: int
    language: str
    genres: tuple[str, ...]
    overview: str
    original: str = ""
    wikidata: str = ""
    tagline: str = ""
    collection: tuple[int, str] | None = None
    cast: tuple[tuple[int, str, str], ...] = ()
    crew: tuple[tuple[int, str, str], ...] = ()

    @property
    def year(self):
        return self.date[:4]

    @property
    def poster(self):
        return f"/poster{self.tmdb}.jpg"


FILMS = (
    Film(843, "tt0118694", "In the Mood for Love", "2000-09-29", "Wong Kar-wai", 99, "Cantonese", ("Drama", "Romance"),
         "Two neighbours in Hong Kong find that their spouses share a secret.", "花樣年華", wikidata="Q332330",
         tagline="Feel the heat, keep the feeling burning, let the sensation explode.",
         cast=((1337, "Tony Leung Chiu-wai", "Chow Mo-wan"), (1338, "Maggie Cheung", "Su Li-zhen")),
         crew=((12453, "Wong Kar-wai", "Director"), (12453, "Wong Kar-wai", "Screenplay"), (12454, "Christopher Doyle",
               "Director of Photography"), (12455, "William Chang", "Editor"))),
    Film(603, "tt0133093", "The Matrix", "1999-03-31", "Lana Wachowski, Lilly Wachowski", 136, "English",
         ("Action", "Science Fiction"), "A programmer learns what the world he lives in is made of.", wikidata="Q83495",
         tagline="Believe the unbelievable.", collection=(2344, "The Matrix Collection"),
         cast=((6384, "Keanu Reeves", "Neo"), (2975, "Laurence Fishburne", "Morpheus"), (530, "Carrie-Anne Moss", "Trinity")),
         crew=((1091, "Joel Silver", "Producer"), (9340, "Lana Wachowski", "Director"), (9339, "Lilly Wachowski", "Director"),
               (9340, "Lana Wachowski", "Writer"), (9339, "Lilly Wachowski", "Writer"), (59, "Somebody Else", "Gaffer"),
               (9341, "Bill Pope", "Director of Photography"), (9342, "Don Davis", "Original Music Composer"))),
    Film(1398, "tt0079944", "Stalker", "1979-05-25", "Andrei Tarkovsky", 162, "Russian", ("Science Fiction", "Drama"),
         "A guide leads a writer and a professor into the Zone.", "Сталкер", wikidata="Q184843",
         cast=((9827, "Alexander Kaidanovsky", "Stalker"), (9828, "Anatoly Solonitsyn", "Writer")),
         crew=((8452, "Andrei Tarkovsky", "Director"), (9829, "Arkadi Strugatsky", "Novel"))),
    Film(389, "tt0050083", "12 Angry Men", "1957-04-10", "Sidney Lumet", 97, "English", ("Drama",),
         "One juror is not sure.", wikidata="Q2345"),
    Film(346, "tt0047478", "Seven Samurai", "1954-04-26", "Akira Kurosawa", 207, "Japanese", ("Action", "Drama"),
         "A village hires samurai against bandits.", "七人の侍", wikidata="Q189540"),
    Film(348, "tt0078748", "Alien", "1979-05-25", "Ridley Scott", 117, "English", ("Horror", "Science Fiction"),
         "The crew of a cargo ship answers a call and is not alone any more.", wikidata="Q103569",
         collection=(8091, "Alien Collection"),
         cast=((10205, "Sigourney Weaver", "Ripley"),)),
    Film(129, "tt0245429", "Spirited Away", "2001-07-20", "Hayao Miyazaki", 125, "Japanese", ("Animation", "Fantasy"),
         "A girl works in a bathhouse for spirits to free her parents.", "千と千尋の神隠し", wikidata="Q155653"),
    Film(194, "tt0211915", "Amélie", "2001-04-25", "Jean-Pierre Jeunet", 122, "French", ("Comedy", "Romance"),
         "A waitress in Montmartre sets things right for others.", "Le Fabuleux Destin d'Amélie Poulain", wikidata="Q484048"),
    Film(496243, "tt6751668", "Parasite", "2019-05-30", "Bong Joon Ho", 132, "Korean", ("Comedy", "Thriller", "Drama"),
         "A poor family finds work in a rich house, one after the other.", "기생충", wikidata="Q61448040"),
    Film(289, "tt0034583", "Casablanca", "1942-11-26", "Michael Curtiz", 102, "English", ("Drama", "Romance"),
         "Everybody comes to Rick's, and so does she.", wikidata="Q132689"),
)  # fmt: skip


@dataclass
class Fault:
    """How one kind of path answers. `times` of None means until told otherwise."""

    mode: str = "ok"
    seconds: float = 0.0
    status: int = 200
    retry_after: str = ""
    body: bytes = b""
    many: int = 0
    times: int | None = None


class ProviderStub:
    """Starts on a free port. `break_` switches a fault on, `meanwhile` lets something happen while it is asked, `calls` counts by
    kind and `paths` holds what was asked."""

    def __init__(self, port=0):
        self.calls = Counter()
        self.paths = []
        self.headers = []
        self.at_once = self.most_at_once = 0
        self.over = threading.Event()
        self._faults = {kind: Fault() for kind in KINDS}
        self._meanwhile = {}
        self._lock = threading.Condition()
        stub = self

        class Handler(_Handler):
            pass

        Handler.stub = stub
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.handle_error = lambda *_: None
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def settings(self):
        """What the site needs in its environment to ask here."""
        return {
            "TMDB_API_KEY": "tmdb-canary-key",
            "TMDB_API_URL": f"{self.address}/3",
            "TMDB_IMAGE_URL": f"{self.address}/t/p/original",
            "OMDB_API_KEY": "omdb-canary-key",
            "OMDB_API_URL": f"{self.address}/",
            # Not asked unless a test says so, and then here.
            "METADATA_PROVIDERS": "tmdb,omdb",
            "WIKIDATA_API_URL": f"{self.address}/w/api.php",
            "WIKIDATA_FILES_URL": f"{self.address}/wiki/Special:FilePath/",
            "HTTP_ALLOW_PRIVATE_ADDRESSES": "true",
        }

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def break_(self, kind, mode, **how):
        """Modes: ok, slow (seconds), held (none is answered before another mode is chosen), together (none is answered before so
        `many` ask at once), status (status, retry_after), malformed, shape (body), html, huge-picture, redirect-inside, silent,
        drip (a byte a second), cut. `times` ends it after so many calls."""
        with self._lock:
            self._faults[kind] = Fault(mode, **how)
            self._lock.notify_all()

    def meanwhile(self, kind, happen):
        """Let this happen, once, while the next question of a kind waits for its answer."""
        self._meanwhile[kind] = happen

    def mend(self):
        """Everything works again, and the counts begin anew."""
        with self._lock:
            self._faults = {kind: Fault() for kind in KINDS}
            self.calls.clear()
            self.paths.clear()
            self.headers.clear()
            self.most_at_once = 0
            self._lock.notify_all()

    def let_happen(self, kind):
        happen = self._meanwhile.pop(kind, None)
        if happen:
            happen()

    @contextmanager
    def answering(self):
        """Count how many are being answered at once."""
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self._lock.notify_all()
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1

    def gather(self, many):
        """Wait until so many ask at once; whoever asks gives up long before this does."""
        with self._lock:
            self._lock.wait_for(lambda: self.most_at_once >= many, timeout=60)

    def hold(self, kind, fault):
        """Wait until another fault is chosen; whoever asks gives up long before this does."""
        with self._lock:
            self._lock.wait_for(lambda: self._faults[kind] is not fault, timeout=60)

    def take(self, kind, path, headers):
        """Count a call and say how it is to be answered."""
        with self._lock:
            self.calls[kind] += 1
            self.paths.append(path)
            self.headers.append(headers)
            fault = self._faults[kind]
            if fault.times is None:
                return fault
            if fault.times <= 0:
                return Fault()
            fault.times -= 1
            return fault


def asking(stub, **changes):
    """What `providers.Settings` needs beside an order to ask a stub, whoever of the three it plays."""
    return {
        "tmdb_key": "tmdb-canary-key",
        "tmdb_api_url": f"{stub.address}/3",
        "tmdb_image_url": f"{stub.address}/t/p/original",
        "omdb_key": "omdb-canary-key",
        "omdb_api_url": f"{stub.address}/",
        "wikidata_api_url": f"{stub.address}/w/api.php",
        "wikidata_files_url": f"{stub.address}/wiki/Special:FilePath/",
        **changes,
    }


class _Handler(BaseHTTPRequestHandler):
    stub = None

    def log_message(self, *_):
        pass

    def handle(self):
        with suppress(OSError):
            super().handle()

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = "image" if parts.path.startswith(IMAGES) else "search" if _searches(parts.path, query) else "details"
        # Over before the answer is sent: who has it may ask again, or let another ask, before this thread is run again.
        with self.stub.answering():
            fault = self.stub.take(kind, self.path, dict(self.headers))
            self.stub.let_happen(kind)
            if fault.mode == "slow":
                self.stub.over.wait(fault.seconds)
            if fault.mode == "held":
                self.stub.hold(kind, fault)
            if fault.mode == "together":
                self.stub.gather(fault.many)
        if fault.mode in ("ok", "slow", "held", "together"):
            self._send(*_answer(parts.path, query, self.stub.address, self.headers))
        else:
            self._fail(kind, fault)

    def do_POST(self):
        """The switch for trials by hand."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        kind, mode = query.pop("kind", "details"), query.pop("mode", "ok")
        numbers = {"seconds": float, "status": int, "times": int, "many": int}
        self.stub.break_(kind, mode, **{name: numbers.get(name, str)(value) for name, value in query.items()})
        self._send(200, "text/plain", b"ok\n")

    def _fail(self, kind, fault):
        if fault.mode == "status":
            extra = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            self._send(fault.status, "application/json", fault.body or b'{"success": false}', extra)
        elif fault.mode == "malformed":
            self._send(200, "application/json", b'{"results": [')
        elif fault.mode == "shape":
            self._send(200, "application/json", fault.body)
        elif fault.mode == "html":
            self._send(200, "text/html; charset=utf-8", b"<!doctype html><title>Sign in to the hotel's network</title>")
        elif fault.mode == "huge-picture":
            self._send(200, "image/png", huge_png())
        elif fault.mode == "redirect-inside":
            self._send(302, "text/plain", b"", {"Location": INTERNAL})
        elif fault.mode == "silent":
            self.stub.over.wait(60)
        else:
            self._dribble(kind, fault)

    def _dribble(self, kind, fault):
        content_type = "image/jpeg" if kind == "image" else "application/json"
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"ti')
        while fault.mode == "drip" and not self.stub.over.wait(1):
            self.wfile.write(b" ")

    def _send(self, status, content_type, body, extra=None):
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _searches(path, query):
    return path == "/3/search/movie" or "s" in query or query.get("list") == "search"


def _answer(path, query, address, headers):
    if path.startswith("/t/p/"):
        film = next((film for film in FILMS if path.endswith(film.poster)), None)
        return (200, "image/jpeg", poster(film)) if film else (404, "text/html", b"<h1>File not Found</h1>")
    if path.startswith("/wiki/"):
        film = next((film for film in FILMS if unquote(path).endswith(f"/Poster_of_{film.title.replace(' ', '_')}.jpg")), None)
        return (200, "image/jpeg", poster(film)) if film else (404, "text/html", b"<h1>No such file</h1>")
    if path.startswith("/w/"):
        return 200, "application/json; charset=utf-8", json.dumps(wikidata_stub.answer(query, FILMS)).encode()
    if path.startswith("/3/"):
        key = query.get("api_key") or headers.get("Authorization", "").removeprefix("Bearer ")
        status, data = (401, {"status_code": 7, "success": False}) if "canary" not in key else _tmdb(path[2:], query)
    else:
        status, data = (401, _no("Invalid API key!")) if "canary" not in query.get("apikey", "") else (200, _omdb(query, address))
    return status, "application/json;charset=utf-8", json.dumps(data).encode()


def _tmdb(path, query):
    if path == "/search/movie":
        found = _named(query.get("query", ""), query.get("year"))
        return 200, {"page": 1, "results": [_tmdb_item(film) for film in found], "total_pages": 1, "total_results": len(found)}
    if path.startswith("/find/"):
        found = [film for film in FILMS if path in (f"/find/{film.imdb}", f"/find/{film.wikidata}")]
        return 200, {"movie_results": [_tmdb_item(film) for film in found], "person_results": [], "tv_results": []}
    film = next((film for film in FILMS if path == f"/movie/{film.tmdb}"), None)
    if film is None:
        return 404, {"success": False, "status_code": 34, "status_message": "The resource you requested could not be found."}
    return 200, {**_tmdb_item(film), **_tmdb_details(film)}


def _tmdb_details(film):
    directors = [(0, name, "Director") for name in film.director.split(", ")]
    crew = film.crew or ((0, "Somebody Else", "Editor"), *directors)
    cast = [
        {"id": number, "name": name, "character": part, "order": place} for place, (number, name, part) in enumerate(film.cast)
    ]
    return {
        "runtime": film.minutes,
        "imdb_id": film.imdb,
        "tagline": film.tagline,
        "homepage": "",
        "genres": [{"id": number, "name": name} for number, name in enumerate(film.genres, 1)],
        "spoken_languages": [{"english_name": film.language, "iso_639_1": "xx", "name": film.language}],
        "belongs_to_collection": dict(zip(("id", "name"), film.collection, strict=True)) if film.collection else None,
        "credits": {"cast": cast[::-1], "crew": [{"id": number, "name": name, "job": job} for number, name, job in crew]},
        "external_ids": {"imdb_id": film.imdb, "wikidata_id": film.wikidata or None},
    }


def _tmdb_item(film):
    return {
        "adult": False,
        "id": film.tmdb,
        "title": film.title,
        "original_title": film.original or film.title,
        "release_date": film.date,
        "overview": film.overview,
        "poster_path": film.poster,
    }


def _omdb(query, address):
    if "s" in query:
        found = _named(query["s"], query.get("y"))
        items = [_omdb_item(film, address) for film in found]
        return {"Search": items, "totalResults": str(len(found)), "Response": "True"} if found else _no("Movie not found!")
    film = next((film for film in FILMS if film.imdb == query.get("i")), None)
    if film is None:
        return _no("Incorrect IMDb ID.")
    return {
        **_omdb_item(film, address),
        "Runtime": f"{film.minutes} min",
        "Genre": ", ".join(film.genres),
        "Director": film.director,
        "Writer": ", ".join(name for _, name, job in film.crew if job in ("Writer", "Screenplay")) or "N/A",
        "Actors": ", ".join(name for _, name, _ in film.cast) or "N/A",
        "Plot": film.overview,
        "Language": film.language,
        "Rated": "N/A",
        "Response": "True",
    }


def _omdb_item(film, address):
    poster_address = f"{address}/t/p/omdb{film.poster}"
    return {"Title": film.title, "Year": film.year, "imdbID": film.imdb, "Type": "movie", "Poster": poster_address}


def _no(error):
    return {"Response": "False", "Error": error}


def _named(text, year):
    wanted = text.casefold()
    found = [film for film in FILMS if wanted in film.title.casefold() or wanted in film.original.casefold()]
    return [film for film in found if wanted and (not year or film.year == year)]


def poster(film):
    """A poster of our own: two colours that belong to the film and a moon."""
    hue = film.tmdb * 47 % 256
    image = Image.new("HSV", (300, 450), (hue, 150, 90))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 300, 450), fill=((hue + 20) % 256, 180, 50))
    draw.ellipse((60 + film.tmdb % 90, 60, 160 + film.tmdb % 90, 160), fill=((hue + 128) % 256, 90, 230))
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def huge_png(width=7100, height=7100):
    """The beginning of a picture of fifty million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    with ProviderStub(int(sys.argv[1]) if len(sys.argv) > 1 else 9000) as running:
        print("\n".join(f"export {name}={value}" for name, value in running.settings.items()), flush=True)
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)
