"""The form that logs a film: which film, then the viewing."""

from moviediary.diary.forms import ReviewForm
from moviediary.logform.commands import FilmSaid


class LogForm(ReviewForm):
    """A viewing with its film: one of ours, one a provider knows, or one described by hand."""

    def film(self) -> FilmSaid:
        """The film as it was named."""
        fields = (self.movie, self.title, self.year, self.director)
        return FilmSaid(*((field.data or "").strip() for field in fields))
