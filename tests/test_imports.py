"""The layout of the code: who may import whom, how long a module and a function may be."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "moviediary"
# A slice may use those before it. Slices in one row do not know each other.
ORDER = [
    ["accounts"],
    ["relations"],
    ["movies"],
    ["people"],
    ["enrichment"],
    ["diary"],
    ["finder"],
    ["reactions", "comments"],
    ["following", "sharing"],
    ["about", "logform", "moviepage", "peoplepage", "profiles", "reviewpage", "search", "reports"],
    ["calendar", "trends"],
    ["embedding", "feeds", "sitemaps", "streams"],
    ["imports"],
    ["notifications"],
    ["exports"],
    ["upkeep"],
    ["admin", "demo"],
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
NOT_SLICES = {"backups", "catalogue", "providers", "sheets", "sources", "titles", "migrations"}
# What the layers of a slice may import of their own slice.
READING = {"models", "events", "rules", "queries", "commands"}
LAYERS = {
    "commands": set(),
    # An event carries the values that the command came with.
    "events": {"commands"},
    "rules": {"commands", "events"},
    "models": {"rules", "commands", "events"},
    "projections": {"models", "events", "rules", "commands"},
    "queries": {"models", "rules", "events", "commands"},
    "forms": {"commands", "rules", "models"},
    "actions": READING,
    "handlers": READING | {"actions"},
    "jobs": READING | {"actions"},
    "routes": READING | {"actions", "forms"},
}
OFFERED = {"models", "queries", "events", "rules", "commands", "actions"}
WITH_FLASK = {
    "routes",
    "forms",
    "htmx",
    "errors",
    "pages",
    "failures",
    "database",
    "security",
    "web",
    "health",
    "toasts",
    "__init__",
}
COMPOSITION = {"__init__", "__main__", "commandline", "wiring", "projected", "periodic", "web", "local"}
BANNED = {"utils", "helpers", "services", "common", "core", "misc", "util"}
MODULE_LINES, FUNCTION_LINES = 200, 30

MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def folder_of(path):
    return path.relative_to(PACKAGE).parts[0] if path.parent != PACKAGE else PACKAGE.name


# A test for each folder, not for each file: a thousand tests of a millisecond take longer to hand out than to run.
each_folder = pytest.mark.parametrize("folder", sorted({folder_of(path) for path in MODULES}))


def complaints(folder, check):
    """What is wrong with the modules of a folder, each with its name."""
    return [f"{path.relative_to(PACKAGE)}: {text}" for path in MODULES if folder_of(path) == folder for text in check(path)]


@cache
def parsed(path):
    return ast.parse(path.read_text())


def imports(path):
    """The modules a file imports when it is run, as dotted names; those inside `if TYPE_CHECKING` are left out."""
    for node in _run(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _run(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _run(child)


def place(path):
    """The slice of a module and its layer, or None and its name for a mechanism."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return (parts[0], layer_of(parts[1])) if len(parts) > 1 else (None, parts[0])


def layer_of(module):
    """The layer of a module: its name, or the end of it where a layer was split by noun, as in merge_rules."""
    end = module.rpartition("_")[2]
    return end if end in LAYERS else module


def slice_of(dotted):
    """The slice and the layer that an import reaches for, or None."""
    parts = [*dotted.split("."), "__init__"]
    if parts[0] != "moviediary" or not (PACKAGE / parts[1]).is_dir() or parts[1] in NOT_SLICES:
        return None
    return parts[1], layer_of(parts[2])


@each_folder
def test_imports_follow_the_arrows(folder):
    assert complaints(folder, off_the_arrows) == []


def off_the_arrows(path):
    home, module = place(path)
    reached = {found for dotted in imports(path) if (found := slice_of(dotted))}
    if home is None or home in NOT_SLICES:
        if module not in COMPOSITION:
            yield from (f"a mechanism imports {name}.{layer}" for name, layer in reached)
        return
    for name, layer in reached - {(home, module)}:
        if name != home:
            yield from uphill(home, module, name, layer)
        elif layer in LAYERS and layer not in LAYERS.get(module, LAYERS):
            yield f"{module} imports {layer}"


def uphill(home, module, name, layer):
    if layer == "events" or home == "demo":
        return
    if RANK[name] >= RANK[home]:
        yield f"{home} imports {name}, which is not below it"
    public = name == "accounts" or layer in OFFERED or layer not in LAYERS
    if not public and module not in ("routes", "forms"):
        yield f"{home}.{module} imports {name}.{layer}"


@each_folder
def test_flask_stays_at_the_edge(folder):
    assert complaints(folder, flask_within) == []


def flask_within(path):
    home, module = place(path)
    if home != "accounts" and module not in WITH_FLASK:
        yield from (
            dotted for dotted in imports(path) if dotted.split(".")[0] in ("flask", "flask_login", "flask_wtf", "wtforms")
        )


@each_folder
def test_modules_and_functions_are_short(folder):
    assert complaints(folder, too_long) == []


def too_long(path):
    lines = len(path.read_text().splitlines())
    if lines > MODULE_LINES:
        yield f"{lines} lines"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef) and (length := node.end_lineno - node.lineno + 1) > FUNCTION_LINES:
            yield f"{node.name} has {length} lines"


def test_every_slice_has_its_place():
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert folders - NOT_SLICES == set(RANK)


def test_no_module_is_called_after_nothing_in_particular():
    assert not BANNED & {path.stem for path in MODULES}
