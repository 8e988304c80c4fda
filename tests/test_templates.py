"""What is true of every template: fragments say what they need, nothing is inline, nothing is unescaped."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
FRAGMENTS = [name for name in FILES if Path(name).name.startswith("_")]
SWAPS = [name for name in FILES if name.endswith(".swap.html")]
MACROS = {"shared/entry.html": "entry_row"}
LINES = 120
# The content security policy allows no inline style, no inline script and no evaluation; escaping stays on.
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style",
    # What is only data is never run.
    "an inline script": r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\")",
    "an event handler": r"\son[a-z]+\s*=",
    "hx-on": r"\bhx-on",
    "an evaluated value": r"\bhx-[a-z:]+\s*=\s*[\"']js:",
    "a trigger with a filter": r"hx-trigger=\"[^\"]*\[",
    "a javascript address": r"javascript:",
    "unescaped text": r"\|\s*safe\b|\bMarkup\b|autoescape\s+false",
}


# A test for each folder, not for each file: a thousand tests of a millisecond take longer to hand out than to run.
each_folder = pytest.mark.parametrize("folder", sorted({Path(name).parts[0] for name in FILES}))


def within(folder, names):
    return [name for name in names if Path(name).parts[0] == folder]


@pytest.fixture(scope="module")
def environment():
    """An environment that compiles without the application: any filter will do."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    own = set(re.findall(r"\|\s*([a-z_]+)", " ".join(text(name) for name in FILES)))
    environment.filters.update(dict.fromkeys(own - environment.filters.keys(), str))
    return environment


def text(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


def root_id(name):
    """The id of the first element of a fragment, looking into the macro where the fragment only calls one."""
    html = text(name)
    for file, macro in MACROS.items():
        if f"{{{{ {macro}(" in html and not re.search(r"^<", html, re.MULTILINE):
            html = text(file).partition(f"macro {macro}(")[2]
    first = re.search(r"^\s*<[a-z][^>]*?\sid=\"([^\"]+)\"", html, re.MULTILINE | re.DOTALL)
    return first.group(1) if first else None


@each_folder
def test_a_template_compiles(environment, folder):
    for name in within(folder, FILES):
        environment.get_template(name)


@each_folder
def test_a_template_is_short(folder):
    assert [name for name in within(folder, FILES) if len(text(name).splitlines()) > LINES] == []


@each_folder
def test_a_fragment_says_what_it_needs(folder):
    says = re.compile(r"\{# needs: [a-z_]+(, [a-z_]+)* #\}\n")
    assert [name for name in within(folder, FRAGMENTS + SWAPS) if not says.match(text(name))] == []


@each_folder
def test_the_root_of_a_fragment_has_the_id_of_its_name(folder):
    ids = {name: (root_id(name) or "").split("-{{")[0] for name in within(folder, FRAGMENTS) if name != "diary/_edit.html"}
    assert ids == {name: Path(name).stem.lstrip("_") for name in ids}


def test_the_form_that_edits_an_entry_takes_the_place_of_its_row():
    assert root_id("diary/_edit.html") == root_id("diary/_entry.html") == "entry-{{ entry.id }}"


@each_folder
def test_nothing_is_inline_evaluated_or_unescaped(folder):
    for name in within(folder, FILES):
        found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text(name), re.IGNORECASE)]
        assert found == [], name


def test_every_icon_that_is_used_is_in_the_sprite(environment):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    used = {icon for name in FILES for icon in icons_of(environment, name)}
    assert used - drawn == set()
    assert {"plus", "heart", "search"} <= used


def icons_of(environment, name):
    """Icons by their name: at the end of an address of the sprite, or given to a macro that draws one."""
    yield from re.findall(r"\{\{ icons \}\}#([a-z-]+)", text(name))
    for call in environment.parse(text(name)).find_all(nodes.Call):
        macro = getattr(call.node, "name", "")
        if macro == "icon":
            yield from constants(call.args[0])
        elif macro == "empty":
            yield from (word for given in call.args[2:3] for word in constants(given))
            yield from (word for keyword in call.kwargs if keyword.key == "picture" for word in constants(keyword.value))


def constants(node):
    """The texts an expression may come to."""
    found = [node] if isinstance(node, nodes.Const) else node.find_all(nodes.Const)
    return [constant.value for constant in found if isinstance(constant.value, str)]


def test_there_is_a_picture_of_every_rating():
    stars = (STATIC / "stars.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="s(\d+)"', stars)) == {str(rating) for rating in range(1, 11)}


def test_every_style_sheet_is_linked_and_exists(environment):
    linked = " ".join(found for name in FILES for found in re.findall(r"for sheet in \(([^)]+)\)", text(name)))
    assert set(re.findall(r'"([a-z]+)"', linked)) == {path.stem for path in (STATIC / "css").glob("*.css")}


def test_every_form_that_posts_carries_a_token():
    for name in FILES:
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text(name), re.DOTALL):
            assert "csrf_token" in form, f"{name}: {form[:80]}"
