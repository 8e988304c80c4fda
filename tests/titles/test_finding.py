"""Finding titles, on both databases: the same answers in the same order."""

import cysqlite
import pytest

from moviediary.catalogue.postgres import Session
from moviediary.titles import postgres, sqlite
from moviediary.titles.finding import find

# The most popular first.
FILMS = [
    ("The Shawshank Redemption", "", 1994),
    ("Se7en", "", 1995),
    ("Schindler's List", "", 1993),
    ("WALL·E", "", 2008),
    ("Spider-Man", "", 2002),
    ("Amélie", "Le fabuleux destin d'Amélie Poulain", 2001),
    ("2001: A Space Odyssey", "", 1968),
    ("Casablanca", "", 1942),
    ("The Thing", "", 1982),
    ("Seven Samurai", "七人の侍", 1954),
    ("Things to Come", "", 1936),
    ("Stalker", "Сталкер", 1979),
    ("8½", "", 1963),
    ("The Thing", "", 2011),
    ("Wonder Woman 1984", "", 2020),
    ("Wonder Woman", "", 2017),
    ("One Wild Thing", "", 1982),
    ("Italian Spiderman", "", 2007),
    ("The Truman Show", "", 1998),
    ("La La Land", "", 2016),
    ("Titanic", "", 1997),
    ("Thing", "", 1950),
    ("Thinner", "", 1996),
    ("The Two Jakes", "", 1990),
    ("M", "", 1931),
    ("O Brother, Where Art Thou?", "", 2000),
]


@pytest.fixture(scope="module")
def on_sqlite():
    connection = cysqlite.connect(":memory:")
    yield _filled(sqlite.Titles(connection, "title"))
    connection.close()


@pytest.fixture(scope="module")
def on_postgres(postgres_template):
    session = Session(postgres_template)
    session.execute("CREATE SCHEMA finding")
    yield _filled(postgres.Titles(session, "finding.title"))
    session.execute("DROP SCHEMA finding CASCADE")
    session.close()


@pytest.fixture(params=["sqlite", "postgres"])
def index(request):
    return request.getfixturevalue(f"on_{request.param}")


@pytest.fixture
def found(index):
    """The titles that are found for a text, with their years where they are asked for."""

    def titles(text, **more):
        return [FILMS[hit.number - 1][0] for hit in find(index, text, **more)]

    return titles


def _filled(index):
    index.create()
    for number, (title, original, year) in enumerate(FILMS, start=1):
        index.add(number, (title, original), year)
        index.add_words((title, original))
    return index


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("amelie", "Amélie"),
        ("AMÉLIE", "Amélie"),
        ("destin d'amelie", "Amélie"),
        ("spiderman", "Spider-Man"),
        ("spider-man", "Spider-Man"),
        ("spider man", "Spider-Man"),
        ("schindlers list", "Schindler's List"),
        ("schindler's l", "Schindler's List"),
        ("8 1/2", "8½"),
        ("8½", "8½"),
        ("WALL·E", "WALL·E"),
        ("walle", "WALL·E"),
        ("wall-e", "WALL·E"),
        ("se7en", "Se7en"),
        ("seven", "Se7en"),
        ("2001", "2001: A Space Odyssey"),
        ("odyssey 2001", "2001: A Space Odyssey"),
        ("七人", "Seven Samurai"),
        ("七人の侍", "Seven Samurai"),
        ("侍", "Seven Samurai"),
        ("сталкер", "Stalker"),
        ("СТАЛ", "Stalker"),
        ("casablnaca", "Casablanca"),
        ("shawshnak redemption", "The Shawshank Redemption"),
        ("the shawshank redemtion", "The Shawshank Redemption"),
        ("сталкре", "Stalker"),
        ("casabaln", "Casablanca"),
        ("acsabl", "Casablanca"),
        ("lalaland", "La La Land"),
        ("what?", ""),
        ("redemption shaw", "The Shawshank Redemption"),
        ("italian spider man", "Italian Spiderman"),
        ("m", "M"),
        ("art thou", "O Brother, Where Art Thou?"),
    ],
)
def test_a_film_is_found_first_however_it_is_typed(found, query, title):
    assert found(query)[:1] == ([title] if title else [])


@pytest.mark.parametrize(
    "query", ["", " ", '"', "*", "AND", "NOT", "(", "%", "_", "\0", "\ud800", "'; DROP TABLE title; --", "x" * 10_000]
)
def test_nothing_that_is_typed_breaks_the_search(found, query):
    assert found(query) == []


def test_a_query_of_ten_thousand_letters_is_answered_by_its_first_words(found):
    assert found("casablanca " + "a " * 5_000) == []
    assert found(" " * 300 + "casablanca") == ["Casablanca"]


def test_exact_titles_come_first_then_those_that_begin_so_then_those_with_the_words(found):
    assert found("thing") == ["The Thing", "The Thing", "Thing", "Things to Come", "One Wild Thing"]


def test_titles_that_begin_with_the_article_as_typed_come_before_those_without(found):
    assert found("the t")[:4] == ["The Thing", "The Thing", "The Truman Show", "The Two Jakes"]
    assert {"Titanic", "Thinner"} <= set(found("the t", limit=20))


def test_a_year_at_the_end_puts_the_films_of_that_year_first(index):
    numbers = [(FILMS[hit.number - 1][0], FILMS[hit.number - 1][2]) for hit in find(index, "the thing 1982")]
    assert numbers[:4] == [("The Thing", 1982), ("One Wild Thing", 1982), ("The Thing", 2011), ("Thing", 1950)]
    assert [FILMS[hit.number - 1][2] for hit in find(index, "the thing", year=2011)][:2] == [2011, 1982]


def test_a_title_that_ends_with_a_year_is_found_by_it(found):
    assert found("wonder woman 1984") == ["Wonder Woman 1984", "Wonder Woman"]
    assert found("space odyssey 2001") == ["2001: A Space Odyssey"]


def test_an_error_is_forgiven_beside_a_year(found):
    assert found("the thnig 1982")[:1] == ["The Thing"]


def test_two_errors_are_too_many(found):
    assert found("csaablnaca") == []
    assert found("shawshnak redemtpion") == []


@pytest.mark.parametrize("query", ["t", "the", "th", "thing", "thing 1982", "wonder woman 1984", "s", "thnig"])
def test_pages_go_on_where_the_one_before_ended(index, query):
    everything = [hit.number for hit in find(index, query, limit=100)]
    assert len(everything) == len(set(everything))
    paged, after = [], None
    # Bounded, so that pages that turn in circles are a failure and not a wait.
    while len(paged) < 100 and (page := [hit.number for hit in find(index, query, limit=2, after=after)]):
        paged += page
        after = page[-1]
    assert paged == everything


def test_films_of_one_word_come_by_popularity_however_far_apart_they_are(index):
    numbers = [400, 700, 900, 2_000, 30_000, 30_001, 50_000, 50_001, 70_000]
    for number in numbers:
        index.add(number, ("Quartz", f"Quartz {number}"), 1990)
    paged, after = [], None
    while len(paged) < 20 and (page := [hit.number for hit in find(index, "quar", limit=3, after=after)]):
        paged += page
        after = page[-1]
    for number in numbers:
        index.remove(number)
    assert paged == numbers


def test_a_film_far_down_is_found_until_it_is_removed(index):
    index.add(90_000, ("The Last Thing", "Paprika"), 2006)
    assert [hit.number for hit in find(index, "paprika")] == [90_000]
    assert [hit.number for hit in find(index, "thing")][-1] == 90_000
    index.remove(90_000)
    assert find(index, "paprika") == []
