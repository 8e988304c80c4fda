"""No library is older than the releases that closed what was found in them, and what is installed is what was looked at."""

import re
import tomllib
from importlib.metadata import version

import cysqlite
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from moviediary.config import ROOT

# What was closed in each.
FLOORS = {
    "flask": "3.1.3",  # CVE-2023-30861, CVE-2025-47278, CVE-2026-27205
    "werkzeug": "3.1.6",  # CVE-2023-25577 and -46136, CVE-2024-34069 and -49767, CVE-2026-27199
    "flask-login": "0.6.3",
    "jinja2": "3.1.6",  # CVE-2024-22195, -34064 and -56326, CVE-2025-27516
    "urllib3": "2.6.3",  # CVE-2025-50181, -66418 and -66471, CVE-2026-21441
    "requests": "2.32.4",  # CVE-2024-35195 and -47081
    "pillow": "12.3.0",  # CVE-2023-4863, CVE-2026-40192, and the bombs of 12.3
    "gunicorn": "23.0.0",  # CVE-2024-1135 and -6827
    "redis": "4.5.5",  # CVE-2023-28858 and -28859
}
SQLITE = (3, 51, 3)  # Older ones can damage a WAL database; CVE-2025-6965
LISTS = ("requirements.txt", "requirements/local.txt", "requirements/dev.txt")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def pinned(name):
    """What a list of requirements holds: (name, version, its lines)."""
    text = re.sub(r"^#.*\n", "", (ROOT / name).read_text(), flags=re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        yield (*PINNED.match(block).groups(), block)


@pytest.mark.parametrize("name", LISTS)
def test_every_library_is_pinned_by_its_hash(name, figure):
    libraries = list(pinned(name))
    without = [library for library, _, block in libraries if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)]
    figure(f"{len(libraries)} libraries in {name}", f"{len(without)} without a hash")
    assert len(libraries) > 20
    assert without == []


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_a_library_below_its_floor(name):
    libraries = {library: found for library, found, _ in pinned(name)}
    assert FLOORS.keys() - libraries.keys() <= {"requests"}
    assert {library: libraries[library] for library in below(libraries)} == {}


def test_what_is_installed_is_not_below_the_floors(figure):
    installed = {library: version(library) for library in FLOORS}
    found = below(installed)
    figure(f"{len(FLOORS) + 1} floors", f"{len(found)} below, SQLite {cysqlite.sqlite_version}")
    assert {library: installed[library] for library in found} == {}
    assert cysqlite.sqlite_version_info >= SQLITE


@pytest.mark.parametrize("library", sorted(FLOORS))
def test_nobody_can_install_less_by_what_the_project_asks_for(library):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["dev"]])
    lowest = [Version(part.version) for one in asked if one.name == library for part in one.specifier if part.operator == ">="]
    # What others bring along is held by the lists alone.
    assert lowest or library == "jinja2"
    assert all(one >= Version(FLOORS[library]) for one in lowest)


def below(libraries):
    return [library for library, floor in FLOORS.items() if Version(libraries.get(library, floor)) < Version(floor)]
