"""docs/events.md says what is so."""

from pathlib import Path

from moviediary import subjects
from moviediary.projected import PROJECTIONS
from moviediary.streams import concerns
from moviediary.streams.rules import GROUPS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")


def test_the_table_of_subjects_is_that_of_the_classes():
    """`python -m moviediary events subjects` prints it anew."""
    assert "\n".join(subjects.table(PROJECTIONS)) in DOCUMENT


def test_what_webhooks_can_be_told_of_is_listed():
    for name, group in GROUPS.items():
        (row,) = [line for line in DOCUMENT.splitlines() if line.startswith(f"| {group.title} |")]
        listed = set(row.split("|")[2].replace("`", "").replace(",", " ").split())
        assert listed == {subject for subject, of in concerns.SUBJECTS.items() if of == name}


def test_every_group_has_events_and_every_event_a_group():
    assert set(concerns.SUBJECTS.values()) == set(GROUPS)
