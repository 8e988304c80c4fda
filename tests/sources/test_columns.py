"""Columns of unknown files: what they are called, what is in them, and which of our fields they are taken for."""

import io
import json

import pytest

from moviediary.sheets.contents import Unreadable, opened
from moviediary.sources.columns import columns, guess


def guessed(text, name="films.csv"):
    return dict(guess(opened(io.BytesIO(text.encode()), name)).columns)


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        (
            "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
            '2020-01-09,Heat,1995,https://boxd.it/aa,4.5,Yes,"crime, long",2020-01-01\n',
            {
                "title": "Name",
                "year": "Year",
                "uri": "Letterboxd URI",
                "rating": "Rating",
                "rewatch": "Rewatch",
                "tags": "Tags",
                "watched": "Watched Date",
            },
        ),
        (
            "Const,Your Rating,Date Rated,Title,Original Title,Title Type,IMDb Rating,Runtime,Year,Release Date,Directors\n"
            "tt0113277,9,2020-02-03,Heat,Heat,Movie,8.3,170,1995,1995-12-15,Michael Mann\n",
            {
                "imdb": "Const",
                "rating": "Your Rating",
                "title": "Title",
                "original_title": "Original Title",
                "kind": "Title Type",
                "year": "Year",
                "director": "Directors",
            },
        ),
        (
            "Film;Jahr;Regie;Gesehen am;Bewertung;Kommentar;Kino\nHeat;1995;Michael Mann;03.04.2021;4,5;Lang;Zoo\n",
            {
                "title": "Film",
                "year": "Jahr",
                "director": "Regie",
                "watched": "Gesehen am",
                "rating": "Bewertung",
                "text": "Kommentar",
            },
        ),
        (
            "Titre,Année,Réalisateur,Vu le,Note,Avis,Coup de cœur\nLe Samouraï,1967,J. Melville,12/03/2021,8,Froid,oui\n",
            {
                "title": "Titre",
                "year": "Année",
                "director": "Réalisateur",
                "watched": "Vu le",
                "rating": "Note",
                "text": "Avis",
                "heart": "Coup de cœur",
            },
        ),
        (
            "Título,Año,Dirigida por,Fecha,Nota,Reseña\nVolver,2006,Pedro Almodóvar,1/2/2020,7,Roja\n",
            {
                "title": "Título",
                "year": "Año",
                "director": "Dirigida por",
                "watched": "Fecha",
                "rating": "Nota",
                "text": "Reseña",
            },
        ),
        (
            "Titolo,Anno,Regia,Data visione,Voto,Commento\nLa dolce vita,1960,Federico Fellini,1/2/2020,9,Bello\n",
            {
                "title": "Titolo",
                "year": "Anno",
                "director": "Regia",
                "watched": "Data visione",
                "rating": "Voto",
                "text": "Commento",
            },
        ),
        (
            "Título,Ano,Diretor,Assistido em,Nota,Gostei\nCidade de Deus,2002,Fernando Meirelles,01/02/2020,10,sim\n",
            {
                "title": "Título",
                "year": "Ano",
                "director": "Diretor",
                "watched": "Assistido em",
                "rating": "Nota",
                "heart": "Gostei",
            },
        ),
        (
            "Titel\tJaar\tRegisseur\tGezien op\tCijfer\tOpmerkingen\nTurks fruit\t1973\tPaul Verhoeven\t1-2-2020\t8\tleuk\n",
            {
                "title": "Titel",
                "year": "Jaar",
                "director": "Regisseur",
                "watched": "Gezien op",
                "rating": "Cijfer",
                "text": "Opmerkingen",
            },
        ),
        (
            "Movie,Watched,My Rating,IMDb Rating,Where\nHeat (1995),3/4/2021,8,8.3,Netflix\nAlien (1979),3/5/2021,9,8.5,Cinema\n",
            {"title": "Movie", "watched": "Watched", "rating": "My Rating", "medium": "Where"},
        ),
        (
            "id,Film Title,Release Year,Date,Score (out of 10),Notes,Format,Liked\n1,Heat,1995,1/2/2020,9,ok,Blu-ray,TRUE\n",
            {
                "title": "Film Title",
                "year": "Release Year",
                "watched": "Date",
                "rating": "Score (out of 10)",
                "text": "Notes",
                "medium": "Format",
                "heart": "Liked",
            },
        ),
        (
            "title,year,seen,stars\nHeat,1995,x,★★★★\nAlien,1979,,★★★½\n",
            {"title": "title", "year": "year", "kind": "seen", "rating": "stars"},
        ),
        (
            "imdbID,WatchedDate,Rating10,Tags,Review\ntt0113277,2020-01-01,9,a,b\n",
            {"imdb": "imdbID", "watched": "WatchedDate", "rating": "Rating10", "tags": "Tags", "text": "Review"},
        ),
    ],
    ids=["letterboxd", "imdb", "de", "fr", "es", "it", "pt", "nl", "us", "own", "seen", "letterboxd import"],
)
def test_columns_are_guessed_from_their_names_and_what_is_in_them(table, fields):
    assert guessed(table) == fields


def test_a_table_without_a_header_is_guessed_by_its_looks():
    table = "Heat,1995,2021-03-04,4.5\nAlien,1979,2021-03-05,5\nAliens,1986,2021-03-06,3\n"
    assert guessed(table) == {"title": "Column 1", "year": "Column 2", "watched": "Column 3", "rating": "Column 4"}


def test_a_list_of_titles_is_a_table_of_one_column():
    assert guessed("Heat\nAlien\nRonin\n") == {"title": "Column 1"}


def test_what_others_think_of_a_film_is_no_rating():
    assert "rating" not in guessed("Title,IMDb Rating,Metascore,Runtime\nHeat,8.3,76,170\nAlien,8.5,89,117\n")


def test_a_column_with_a_fitting_name_and_other_things_in_it_is_not_taken():
    assert "watched" not in guessed("Title,Watched\nHeat,on my sofa\nAlien,at the Zoo\n")


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("https://www.imdb.com/title/tt0113277/", "imdb"),
        ("https://www.themoviedb.org/movie/949-heat", "tmdb"),
        ("https://boxd.it/29yo", "uri"),
    ],
)
def test_an_address_tells_whose_number_is_in_it(address, field):
    assert guessed(f"Film,Page\nHeat,{address}\n") == {"title": "Film", field: "Page"}


def test_a_film_may_be_called_like_a_number_or_a_day():
    assert guessed("Title,Rating\n1917,8\n10/30,7\n") == {"title": "Title", "rating": "Rating"}


def test_a_column_is_not_taken_twice():
    found = guessed("Film,Name,Date\nHeat,Ada,2020-01-01\n")
    assert len(set(found.values())) == len(found)


def test_nested_objects_are_columns_with_dots():
    items = [{"movie": {"title": "Heat", "year": 1995, "ids": {"imdb": "tt0113277", "tmdb": 949}}, "watchedAt": "2020-01-02"}]
    assert guessed(json.dumps(items), "a.json") == {
        "title": "movie.title",
        "year": "movie.year",
        "imdb": "movie.ids.imdb",
        "tmdb": "movie.ids.tmdb",
        "watched": "watchedAt",
    }


def test_an_array_inside_of_an_object_is_found():
    text = json.dumps({"version": 1, "films": [{"name": "Heat", "seen_at": "2020-01-02"}], "numbers": [1]})
    assert guessed(text, "a.json") == {"title": "name", "watched": "seen_at"}


def test_a_column_shows_up_to_five_different_samples():
    found = columns(opened(io.BytesIO(("Film,Place\n" + "Heat,Zoo\n" * 3 + "A,B\nC,D\nE,F\nG,H\nI,J\n").encode()), "a.csv"))
    assert (found[0].name, found[0].samples) == ("Film", ("Heat", "A", "C", "E", "G"))


def test_samples_are_short_and_on_one_line():
    found = columns(opened(io.BytesIO(b'Film,Notes\nHeat,"' + b"long\nand " * 900 + b'"\n'), "a.csv"))
    assert len(found[1].samples[0]) <= 120
    assert "\n" not in found[1].samples[0]


def test_a_file_without_a_table_says_so():
    with pytest.raises(Unreadable):
        guess(opened(io.BytesIO(b"%PDF-1.7"), "a.pdf"))
