"""The table of cases: what everybody finds of ada's diary on every page, and that no route was forgotten."""

import pytest
from access.cases import ABSENT, ASKING, AUDIENCES, DEEDS, ELSEWHERE, OPEN_DEEDS, PERSONAL, SAME_FOR_ALL, SEES, TITLES
from access.conftest import asked
from people import config

from moviediary import create_app

SIGNED_IN = [actor for actor in SEES if actor != "anonymous"]


def named(case):
    return f"{case.route} {case.address}"


def actors(case):
    if case in SAME_FOR_ALL:
        return ASKING
    return SIGNED_IN if case.signed_in else list(SEES)


def words_on(html, titled):
    return [audience for audience in AUDIENCES if (TITLES[audience] if titled else f"ada said for {audience}.") in html]


def shown(case, actor, audience):
    """The audiences whose words should stand on a page."""
    sees = case.shown[actor] or ()
    if case.muted and actor == "muter":
        return []
    return [one for one in sees if audience in (None, one)]


@pytest.mark.parametrize("case", [case for case in (*PERSONAL, *SAME_FOR_ALL) if case.shown], ids=named)
def test_on_a_page_stand_the_entries_of_those_audiences_and_no_others(answers, case):
    for actor in actors(case):
        for audience in asked(case):
            _, _, html = answers.found[actor, case, audience]
            assert words_on(html, case.titled) == shown(case, actor, audience), f"{actor}, for {audience}"


@pytest.mark.parametrize("case", [case for case in (*PERSONAL, *SAME_FOR_ALL) if case.route in ABSENT], ids=named)
def test_what_one_may_not_see_is_not_there(answers, case):
    for actor in actors(case):
        for audience in AUDIENCES:
            sees = ("everyone",) if case in SAME_FOR_ALL else SEES[actor] or ()
            public = case.route != "embedding.settings" or audience == "everyone"
            status = answers.found[actor, case, audience][0]
            assert status == (200 if audience in sees and public else 404), f"{actor}, for {audience}"


@pytest.mark.parametrize("case", [case for case in PERSONAL if case.counted], ids=named)
def test_every_word_and_number_is_that_of_a_site_without_the_rest(answers, case):
    for actor in actors(case):
        for audience in asked(case):
            if case.muted and actor == "muter":
                continue
            found, expected = (of[actor, case, audience][:2] for of in (answers.found, answers.expected))
            assert found == expected, f"{actor}, for {audience}"


def test_nobody_finds_a_member_across_a_block(answers):
    for case in PERSONAL:
        for actor in ("blocked", "blocker"):
            for audience in asked(case):
                status, _, html = answers.found[actor, case, audience]
                assert "ada said" not in html, f"{actor}: {case}"
                assert status == 404 or "/members/ada" not in html, f"{actor}: {case}"
                assert (status == 404) == ("ada" in case.address.partition("?q")[0] or "{entry}" in case.address), (
                    f"{actor}: {case}"
                )


def test_who_muted_ada_finds_her_in_her_diary_but_in_no_list(answers):
    for case in PERSONAL:
        if case.muted:
            for audience in asked(case):
                assert "ada said" not in answers.found["muter", case, audience][2]
    (diary,) = (case for case in PERSONAL if case.address == "/members/ada/diary")
    assert "ada said for members." in answers.found["muter", diary, None][2]


def test_whoever_asks_what_is_the_same_for_all_gets_the_same(answers):
    for case in SAME_FOR_ALL:
        for audience in asked(case):
            assert len({answers.found[actor, case, audience][:2] for actor in ASKING}) == 1, case


def test_what_only_ada_may_do_is_refused_to_those_who_see_the_entry_and_not_there_for_the_rest(answers):
    for (actor, case, audience), status in answers.done.items():
        assert status == (403 if audience in (SEES[actor] or ()) else 404), f"{actor}: {case.route} for {audience}"


def test_what_everybody_may_try_is_there_for_those_who_see_it_only(answers):
    for (actor, case, audience), status in answers.tried.items():
        seen = SEES[actor] is not None if audience is None else audience in (SEES[actor] or ())
        assert (status != 404) == seen, f"{actor}: {case.route} for {audience} answers {status}"


def test_every_route_about_a_member_or_an_entry_is_in_the_table(tmp_path):
    routes = {
        rule.endpoint
        for rule in create_app(config(f"sqlite:///{tmp_path / 'diary.db'}", tmp_path)).url_map.iter_rules()
        if "<username>" in rule.rule or rule.rule.startswith(("/reviews/<", "/embed/reviews/<"))
    }
    told = {case.route for case in (*PERSONAL, *SAME_FOR_ALL, *DEEDS, *OPEN_DEEDS)} | set(ELSEWHERE)
    assert routes - told == set()
