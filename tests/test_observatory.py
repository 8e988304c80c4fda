"""The rules themselves: a site as it should be, and each of the ways in which it should not."""

import observatory
import pytest
from werkzeug.datastructures import Headers

GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "Set-Cookie": "__Host-diary=x; Secure; HttpOnly; Path=/; SameSite=Lax",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def points(**changes):
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return observatory.score(observatory.findings(Headers({name: value for name, value in headers.items() if value})))


def test_the_best_there_is_has_135_points():
    assert points() == 135
    assert observatory.grade(135) == "A+"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Content_Security_Policy": ""}, 55),
        ({"Content_Security_Policy": "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'"}, 80),
        ({"Content_Security_Policy": "default-src 'none'; script-src 'unsafe-eval'; frame-ancestors 'none'"}, 115),
        ({"Content_Security_Policy": "default-src 'self'; frame-ancestors 'none'"}, 130),
        ({"Content_Security_Policy": "default-src 'none'"}, 80),
        ({"Strict_Transport_Security": ""}, 80),
        ({"Strict_Transport_Security": "max-age=60"}, 125),
        ({"Set_Cookie": "diary=x; HttpOnly; SameSite=Lax"}, 60),
        ({"Set_Cookie": "diary=x; Secure; SameSite=Lax"}, 70),
        ({"Set_Cookie": "theme=dark"}, 80),
        ({"Set_Cookie": ""}, 130),
        ({"Referrer_Policy": "unsafe-url"}, 125),
        ({"X_Content_Type_Options": ""}, 130),
        ({"Access_Control_Allow_Origin": "*", "Access_Control_Allow_Credentials": "true"}, 50),
    ],
)
def test_what_is_missing_costs_what_the_table_says(change, expected):
    assert points(**change) == expected
