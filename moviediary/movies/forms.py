"""Forms that change the catalogue."""

from dataclasses import asdict
from typing import Any

import msgspec
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.movies import facts, reference
from moviediary.movies.commands import HandFacts, Identity
from moviediary.movies.rules import version_of
from moviediary.movies.sources import Sources
from moviediary.text import names_in, shortened


class CorrectionForm(DiaryForm):
    title = StringField("Title")
    original_title = StringField("Original title")
    year = StringField("Year of release")
    director = StringField("Directors")
    imdb_id = StringField("IMDb number")
    tmdb_id = StringField("TMDB number")
    wikidata_id = StringField("Wikidata number")
    # Which version of the film the form was filled from, and the names of the directors: one may have a comma in it.
    version = HiddenField()
    filled = HiddenField()

    def __init__(self, movie: Identity, **kwargs: Any):
        numbers = {"imdb_id": movie.imdb_id, "tmdb_id": str(movie.tmdb_id or ""), "wikidata_id": movie.wikidata_id}
        shown = {"title": movie.title, "original_title": movie.original_title, "year": str(movie.year)}
        said = {**shown, **numbers, "director": ", ".join(movie.directors), "version": version_of(movie)}
        said["filled"] = msgspec.json.encode(movie.directors).decode()
        super().__init__(data=said, **kwargs)

    def identity(self) -> Identity:
        """What was typed. Raises Refused where a number cannot be read."""
        year = (self.year.data or "").strip()
        return Identity(
            title=self.title.data or "",
            original_title=self.original_title.data or "",
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
            directors=names_in(self.director.data or "", self._filled()),
            imdb_id=self._number("imdb_id", "An IMDb number looks like tt0118694."),
            tmdb_id=self._number("tmdb_id", "A TMDB number looks like 843."),
            wikidata_id=self._number("wikidata_id", "A Wikidata number looks like Q208108."),
        )

    def _filled(self) -> tuple[str, ...]:
        try:
            return msgspec.json.decode(self.filled.data or "[]", type=tuple[str, ...])
        except msgspec.MsgspecError:
            return ()

    def _number(self, field: str, sentence: str) -> Any:
        text = (self[field].data or "").strip()
        if not text:
            return None
        # Both the bare number and a pasted address will do.
        pointed = reference.parse(f"tmdb:{text}" if field == "tmdb_id" and text.isdigit() else text)
        if pointed is None or pointed.field != field:
            raise Refused(sentence, {field: sentence})
        return pointed.stored


class FactsForm(DiaryForm):
    """Facts beside the identity, as they hold. What differs from what the provider says is said by hand."""

    runtime = StringField("Runtime in minutes")
    tagline = StringField("Tagline")
    overview = TextAreaField("Overview")
    genres = StringField("Genres")
    countries = StringField("Countries")
    languages = StringField("Languages")
    runtime_released = BooleanField("As the provider says")
    tagline_released = BooleanField("As the provider says")
    overview_released = BooleanField("As the provider says")
    genres_released = BooleanField("As the provider says")
    countries_released = BooleanField("As the provider says")
    languages_released = BooleanField("As the provider says")
    # Which version of the facts the form was filled from.
    version = HiddenField()

    def __init__(self, sources: Sources, **kwargs: Any):
        self.sources = sources
        shown = {name: facts.written_out(value) for name, value in asdict(sources.effective).items()}
        super().__init__(data={**shown, "version": sources.version}, **kwargs)

    def hand(self) -> HandFacts:
        """What was said by hand. Raises Refused where the runtime cannot be read."""
        typed = {name: (self[name].data or "").strip() for name in facts.FIXABLE}
        known = (self.sources.effective, self.sources.told)
        lists = {name: names_in(typed[name], *(getattr(one, name) for one in known)) for name in facts.LISTS}
        written = HandFacts(_minutes(typed["runtime"]), typed["tagline"], typed["overview"], **lists)
        released = [name for name in facts.FIXABLE if self[f"{name}_released"].data]
        return facts.meant(facts.checked(written), self.sources.hand, self.sources.told, released)

    def hint(self, name: str) -> str:
        """Where the value of a field is from."""
        by, told = self.sources.by or "the film database", facts.written_out(getattr(self.sources.told, name))
        if name in facts.by_hand(self.sources.hand):
            return f"Corrected by hand. {by} says: {shortened(told, 80)}." if told else f"Corrected by hand. {by} says nothing."
        return f"From {by}." if told else "Not known yet."


class PosterForm(DiaryForm):
    file = FileField("Picture")


class MergeForm(DiaryForm):
    into = HiddenField()


def _minutes(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
