"""What may be reported, and in which words."""

from uuid import UUID

import pytest

from moviediary.errors import Refused
from moviediary.reports import rules

ADA, BOB = UUID(int=1), UUID(int=2)
BOBS = rules.Thing("review", UUID(int=3), BOB, "Bob’s entry", "Words.", "/reviews/x")


def test_a_report_says_why():
    assert rules.reason(" Rude.\r\n", ADA, BOBS) == "Rude."
    assert rules.note("Talked to Bob.") == "Talked to Bob."


@pytest.mark.parametrize(("reason", "words"), [("", "Say what is wrong"), ("x" * 1001, "at most 1,000")])
def test_a_report_without_words_or_with_too_many_is_refused(reason, words):
    with pytest.raises(Refused, match=words):
        rules.reason(reason, ADA, BOBS)


def test_ones_own_words_are_not_reported():
    with pytest.raises(Refused, match="your own"):
        rules.reason("Rude.", BOB, BOBS)
