"""The table of the failure model names tests that there are, and the document tells of each of its lines."""

import re

import pytest
from figures import FOLDER
from torture import PARTS

from moviediary.config import ROOT


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_every_test_that_is_named_is_there(part):
    for named in part.tests:
        file, _, name = named.partition("::")
        text = (FOLDER / file).read_text()
        assert not name or f"def {name.partition('[')[0]}" in text, f"{part.id} names {named}"


def test_the_document_has_a_line_for_each_part_and_for_no_other():
    told = re.findall(r"^\| ([RS]\d+) \|", (ROOT / "docs" / "torture.md").read_text(), re.MULTILINE)
    assert len(told) == len(set(told))
    assert {part.id for part in PARTS} <= set(told)
