"""The rules of MDN's HTTP Observatory as data: what each finding costs or earns, from its public scoring tables.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring. A site begins with 100; bonuses count only from 90 on.
Two that an answer alone does not show are left out: the redirection from http, and the preloading of HSTS.
"""

import re
from http.cookies import SimpleCookie

BASE, BONUS_FROM = 100, 90
GRADES = (
    *((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-")),
    *((60, "C+"), (50, "C"), (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"), (0, "F")),
)
SCORES = {
    "csp-default-none": 10,
    "csp-good": 5,
    "csp-unsafe-inline-style": 0,
    "csp-unsafe-eval": -10,
    "csp-unsafe-inline": -20,
    "csp-missing": -25,
    "cookies-good": 5,
    "cookies-none": 0,
    "cookies-without-secure": -20,
    "cookies-session-without-secure": -40,
    "cookies-session-without-httponly": -30,
    "cookies-samesite-missing": 0,
    "cookies-samesite-invalid": -20,
    "cors-none": 0,
    "cors-public": 0,
    "cors-universal-with-credentials": -50,
    "referrer-private": 5,
    "referrer-missing": 0,
    "referrer-unsafe": -5,
    "hsts-good": 0,
    "hsts-short": -10,
    "hsts-missing": -20,
    "sri-not-needed": 0,
    "sri-missing": -5,
    "nosniff": 0,
    "nosniff-missing": -5,
    "frames-by-csp": 5,
    "frames-by-header": 0,
    "frames-missing": -20,
    "resource-policy-own": 10,
    "resource-policy-others": 0,
    "resource-policy-missing": 0,
}
SIX_MONTHS = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def findings(headers, html=""):
    """What the rules find in an answer that came by https, one finding for each."""
    directives = policy(headers.get("Content-Security-Policy", ""))
    return [
        _csp(directives),
        _cookies(headers.getlist("Set-Cookie")),
        _cors(headers),
        _referrer(headers.get("Referrer-Policy", "")),
        _hsts(headers.get("Strict-Transport-Security", "")),
        "sri-missing" if re.search(r"<script[^>]+src=.?(https?:)?//", html) else "sri-not-needed",
        "nosniff" if headers.get("X-Content-Type-Options") == "nosniff" else "nosniff-missing",
        _frames(directives, headers),
        _resource_policy(headers.get("Cross-Origin-Resource-Policy", "")),
    ]


def score(found):
    costs = BASE + sum(min(SCORES[one], 0) for one in found)
    return costs + sum(max(SCORES[one], 0) for one in found) if costs >= BONUS_FROM else max(costs, 0)


def grade(points):
    return next(grade for least, grade in GRADES if points >= least)


def policy(text):
    parts = (part.split() for part in text.split(";") if part.strip())
    return {name.lower(): set(values) for name, *values in parts}


def _csp(directives):
    if not directives:
        return "csp-missing"
    usual = directives.get("default-src", {"*"})
    scripts, styles = directives.get("script-src", usual), directives.get("style-src", usual)
    loose = {"'unsafe-inline'", "data:", "*", "http:", "https:"}
    if scripts & loose or directives.get("object-src", usual) & loose:
        return "csp-unsafe-inline"
    if "'unsafe-eval'" in scripts:
        return "csp-unsafe-eval"
    if styles & loose:
        return "csp-unsafe-inline-style"
    return "csp-default-none" if usual == {"'none'"} else "csp-good"


def _cookies(lines):
    cookies = [cookie for line in lines for cookie in SimpleCookie(line).values()]
    if not cookies:
        return "cookies-none"
    for cookie in cookies:
        session = "diary" in cookie.key or "session" in cookie.key
        if not cookie["secure"]:
            return "cookies-session-without-secure" if session else "cookies-without-secure"
        if session and not cookie["httponly"]:
            return "cookies-session-without-httponly"
        if cookie["samesite"] not in ("", "Lax", "Strict"):
            return "cookies-samesite-invalid"
    return "cookies-good" if all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies) else "cookies-samesite-missing"


def _cors(headers):
    if "Access-Control-Allow-Origin" not in headers:
        return "cors-none"
    return "cors-universal-with-credentials" if headers.get("Access-Control-Allow-Credentials") == "true" else "cors-public"


def _referrer(value):
    if not value:
        return "referrer-missing"
    return "referrer-private" if value.split(",")[-1].strip() in PRIVATE else "referrer-unsafe"


def _hsts(value):
    age = re.search(r"max-age=(\d+)", value)
    if not age:
        return "hsts-missing"
    return "hsts-good" if int(age[1]) >= SIX_MONTHS else "hsts-short"


def _frames(directives, headers):
    if "*" not in directives.get("frame-ancestors", {"*"}):
        return "frames-by-csp"
    return "frames-by-header" if headers.get("X-Frame-Options", "").upper() in ("DENY", "SAMEORIGIN") else "frames-missing"


def _resource_policy(value):
    if not value:
        return "resource-policy-missing"
    return "resource-policy-own" if value in ("same-origin", "same-site") else "resource-policy-others"
