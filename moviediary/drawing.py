"""Macros of templates that are drawn by themselves, and those of which the latest answers are kept."""

from collections.abc import Callable
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

# Macros that are kept once drawn, and how many of their answers. Those of a profile's numbers have one argument, which is the
# same object as long as the numbers are the same.
KEPT = {
    "entry_row": ("shared/entry.html", 1000),
    "filter_form": ("profiles/filters.html", 64),
    "profile_tiles": ("profiles/numbers.html", 32),
    "profile_numbers": ("profiles/numbers.html", 32),
    "profile_heat": ("profiles/numbers.html", 32),
}


def kept_macro(environment: Environment, template: str, name: str, size: int) -> Callable[..., Markup]:
    """A macro whose latest answers are kept. It must depend on nothing but its arguments, all of them hashable.

    Drawing fifty entries takes longer than all else a page needs, and most pages show entries that were just shown.
    """

    @lru_cache(maxsize=size)
    def drawn(*arguments: object) -> Markup:
        return macro(environment, template, name)(*arguments)

    return drawn


def macro(environment: Environment, template: str, name: str) -> Callable[..., Markup]:
    """A macro of a template, to be drawn without the rest of it."""
    found: Callable[..., Markup] = getattr(environment.get_template(template).module, name)
    return found
