"""The npm tools that look at pages: html-validate and axe. `.ci/run` installs them; without them, tests skip."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MODULES = TESTS.parent / ".ci" / "node_modules"
INSTALL = "npm install --prefix .ci --no-package-lock"


def axe_script() -> Path:
    """The script that gives a page `axe.run()`."""
    path = MODULES / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip(f"no axe here: {INSTALL}")
    return path


def html_problems(pages: Mapping[str, str]) -> list[str]:
    """What html-validate finds wrong with pages, given as name and HTML: "feed, line 3: <img> is missing ... (wcag/h37)"."""
    command = _html_validate()
    with tempfile.TemporaryDirectory(prefix="diary-pages-") as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder, f"{number}.html")
            path.write_text(html, encoding="utf-8")
            names[str(path)] = name
        config = TESTS / "html-validate.json"
        # Into a file: what goes into a pipe is cut off when Node ends.
        report = Path(folder, "report.json")
        run = subprocess.run(
            [*command, "--config", config, "--formatter", f"json={report}", folder], capture_output=True, text=True
        )
        if not report.exists():
            pytest.fail(f"html-validate did not run: {run.stdout}{run.stderr}")
        found = json.loads(report.read_text())
    return [
        f"{names[page['filePath']]}, line {one['line']}: {one['message']} ({one['ruleId']})"
        for page in found
        for one in page["messages"]
    ]


def _html_validate() -> list[str]:
    script = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    if script.exists() and (node := shutil.which("node")):
        return [node, str(script)]
    if found := shutil.which("html-validate"):
        return [found]
    pytest.skip(f"no html-validate here: {INSTALL}")
