"""Forms that change the catalogue."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField

from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.movies import reference
from moviediary.movies.commands import Identity
from moviediary.movies.rules import version_of


class CorrectionForm(DiaryForm):
    title = StringField("Title")
    original_title = StringField("Original title")
    year = StringField("Year of release")
    director = StringField("Directors")
    imdb_id = StringField("IMDb number")
    tmdb_id = StringField("TMDB number")
    wikidata_id = StringField("Wikidata number")
    # Which version of the film the form was filled from.
    version = HiddenField()

    def __init__(self, movie: Identity, **kwargs: Any):
        numbers = {"imdb_id": movie.imdb_id, "tmdb_id": str(movie.tmdb_id or ""), "wikidata_id": movie.wikidata_id}
        shown = {"title": movie.title, "original_title": movie.original_title, "year": str(movie.year)}
        said = {**shown, **numbers, "director": ", ".join(movie.directors), "version": version_of(movie)}
        super().__init__(data=said, **kwargs)

    def identity(self) -> Identity:
        """What was typed. Raises Refused where a number cannot be read."""
        year = (self.year.data or "").strip()
        return Identity(
            title=self.title.data or "",
            original_title=self.original_title.data or "",
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
            directors=tuple((self.director.data or "").split(",")),
            imdb_id=self._number("imdb_id", "An IMDb number looks like tt0118694."),
            tmdb_id=self._number("tmdb_id", "A TMDB number looks like 843."),
            wikidata_id=self._number("wikidata_id", "A Wikidata number looks like Q208108."),
        )

    def _number(self, field: str, sentence: str) -> Any:
        text = (self[field].data or "").strip()
        if not text:
            return None
        # Both the bare number and a pasted address will do.
        pointed = reference.parse(f"tmdb:{text}" if field == "tmdb_id" and text.isdigit() else text)
        if pointed is None or pointed.field != field:
            raise Refused(sentence, {field: sentence})
        return pointed.stored


class PosterForm(DiaryForm):
    file = FileField("Picture")


class MergeForm(DiaryForm):
    into = HiddenField()
