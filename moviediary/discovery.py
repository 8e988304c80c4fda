"""How programs on other sites find out that a page of ours can be embedded (oembed.com, section 4)."""

from urllib.parse import urlencode

from moviediary.pages import Alternate, absolute

FORMS = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def oembed(path: str, title: str) -> tuple[Alternate, ...]:
    """The links of a page that everybody may see, given its canonical path."""
    asked = {form: urlencode({"url": absolute(path), "format": form}) for form in FORMS}
    return tuple(Alternate(kind, f"/oembed?{asked[form]}", title) for form, kind in FORMS.items())
