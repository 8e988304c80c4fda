"""Ways of breaking a site that are used nowhere in ours, whatever anybody thinks they need them for."""

import ast

from moviediary.config import ROOT

FILES = sorted([*ROOT.glob("*.py"), *ROOT.glob("moviediary/**/*.py")])
CALLED = {"eval", "exec", "compile", "__import__", "render_template_string", "mktemp", "tempnam"}
# What makes markup of words is looked for by ruff (S704), line by line.
IMPORTED = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "yaml",
    "requests",
    "httpx",
    "urllib.request",
    "telnetlib",
    "xml.dom",
    "commands",
}


def used(path):
    """What a file calls and imports, by name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            # `re.compile` is another one than `compile`.
            yield getattr(node.func, "id", "")
            yield from (f"{word.arg}={word.value.value}" for word in node.keywords if isinstance(word.value, ast.Constant))
        elif isinstance(node, ast.Import):
            yield from (f"import {name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"import {node.module}"


def test_nothing_dangerous_is_used():
    banned = CALLED | {f"import {module}" for module in IMPORTED} | {"shell=True", "autoescape=False", "verify=False"}
    assert {(str(path.relative_to(ROOT)), one) for path in FILES for one in used(path) if one in banned} == set()
