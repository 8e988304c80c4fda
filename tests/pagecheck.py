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
FULL = {"width": 1240, "height": 900}
PHONE = {"width": 390, "height": 844}
# Between these two every color and everything that a phone hides or adds is seen once.
LOOKS = {"dark": ("dark", FULL), "light, on a phone": ("light", PHONE)}
# What of the colors they leave: for a page with what only a large screen or only a phone has, as the front page.
OTHER_LOOKS = {"light": ("light", FULL), "dark, on a phone": ("dark", PHONE)}
# What a frame shows is a page of its own, and looked at as that. What stands half under the bar of a phone is scrolled to before
# it is touched, and a day of the heatmap is smaller than a fingertip: the calendar has the same days, large (WCAG 2.5.8,
# "equivalent").
AXE = """async ({large, colors}) => {
  const quick = {resultTypes: ["violations"], preload: false, iframes: false};
  const only = colors ? {runOnly: ["color-contrast"]} : {rules: {"target-size": {enabled: large}}};
  const page = await axe.run({exclude: [".heat-days"]}, {...quick, ...only});
  if (colors || !document.querySelector(".heat-days")) return page.violations;
  const days = await axe.run(".heat-days", {...quick, rules: {"target-size": {enabled: false}, region: {enabled: false}}});
  return [...page.violations, ...days.violations];
}"""


def axe_script() -> Path:
    """The script that gives a page `axe.run()`."""
    path = MODULES / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip(f"no axe here: {INSTALL}")
    return path


def axe_problems(page, looks: Mapping[str, tuple[str, dict]] = LOOKS, colors: bool = False) -> list[str]:
    """What axe, which is there already, finds wrong with the page of a browser: "light, on a phone: color-contrast: <a ..."."""
    found = []
    # How a page looks is up to its styles alone, so that it need not be loaded for each look.
    for look, (theme, size) in looks.items():
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        violations = page.evaluate(AXE, {"large": size is FULL, "colors": colors})
        found += [f"{look}: {one['id']}: {one['nodes'][0]['html'][:150]}" for one in violations]
    return found


def widths_it_exceeds(page) -> list[str]:
    """The narrow screens that a page is too wide for."""
    wide = []
    for size in (PHONE, {**PHONE, "width": 320}):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wide.append(f"wider than {size['width']}")
    return wide


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
