"""Cards as pictures: their size, their stars, and that no title, however odd, breaks one."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from tries import numbers

from moviediary.pages import STATIC
from moviediary.sharing import drawing, lettering, shapes
from moviediary.sharing.lettering import BOLD, SANS, SERIF
from moviediary.sharing.rules import Author, MemberCard, MovieCard, Poster, ReviewCard, YearCard

MIRA = Author("mira", "Mira", 1)
GOLD = (242, 184, 75)
ODD = [
    "W" * 255,
    " ".join(["Supercalifragilisticexpialidocious"] * 7),
    "a " * 127,
    "שלום עולם",
    "مرحبا يا عالم",
    "千と千尋の神隠し",
    "🎬👩‍👩‍👧1️⃣",
    "Сталкер, Η αιωνιότητα, Tiếng Việt",
    "Z̷͉̮a̶͓l̸̨̛g̵̢o̶",
    "Żółw 🐢 Łódź",
    "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    "½ – “quoted” … €",
    "\u00ad\u200d\ufe0f",
    "?",
]


def movie(title="Stalker", poster="", **values):
    said = {"directors": ("Andrei Tarkovsky",), "average": "4.4", "ratings": 61, **values}
    return MovieCard(titles=(title,), year=1979, poster=Poster(title, 1979, 3, poster), **said)


def review(title="Stalker", name="Mira", text="Rain.", **values):
    said = {"day": "14 Nov 2026", "rating": 9, "heart": True, **values}
    author, poster = Author("mira", name, 1), Poster(title, 1979, 3)
    return ReviewCard(author=author, titles=(title,), year=1979, text=text, poster=poster, **said)


def member(name="Mira", about="Matinées, mostly.", title="Stalker"):
    return MemberCard(Author("mira", name, 1), about, 1294, "3.8", (Poster(title, 1979, 3),) * 8)


def year(name="Mira", title="Stalker"):
    return YearCard(Author("mira", name, 1), 2026, 187, "3.8", (0, 3, *range(9), 53), (Poster(title, 1979, 3),) * 8)


def nothing(name):
    """No file is stored."""


def picture(card, files=nothing):
    opened = Image.open(BytesIO(drawing.drawn(card, files)))
    assert (opened.format, opened.size, opened.mode) == ("JPEG", (1200, 630), "RGB")
    return opened


def near(color, wanted, most=30):
    return all(abs(one - other) < most for one, other in zip(color, wanted, strict=True))


def webp(size=(600, 900), color="red"):
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "WEBP", method=0)
    return out.getvalue()


@pytest.mark.parametrize("card", [movie(), review(), member(), year()], ids=["movie", "review", "member", "year"])
def test_a_card_has_the_size_that_networks_ask_for_and_is_soon_loaded(card):
    picture(card)
    assert len(drawing.drawn(card, nothing)) < 150_000


@pytest.mark.parametrize("odd", ODD)
def test_no_text_breaks_a_card(odd):
    for card in (
        movie(odd, directors=(odd, odd)),
        review(odd, odd, odd),
        review(odd, odd, odd * 5, day="", rating=0, heart=False),
        member(odd, odd, odd),
        year(odd, odd),
    ):
        # Nothing is written over the edge.
        right = picture(card).crop((1200 - drawing.MARGIN + 8, 0, 1200, 630)).convert("L")
        assert right.getextrema()[1] < 110, type(card).__name__


@settings(max_examples=numbers(5, 200), deadline=None)
@given(st.text(max_size=255))
def test_any_text_at_all_can_be_drawn(text):
    picture(review(text, text, text))
    picture(member(text, text, text))


@pytest.mark.parametrize("rating", range(11))
def test_as_many_halves_of_stars_shine_as_the_rating_has(rating):
    canvas = Image.new("RGB", (400, 60), shapes.GROUND)
    shapes.stars(canvas, rating, (0, 0), 48)
    shining = [near(canvas.getpixel((round(number * 52) + x, 24)), GOLD) for number in range(5) for x in (18, 30)]
    assert shining == [half < rating for half in range(10)]


def test_the_stars_of_a_review_are_on_its_card():
    shown = picture(review(rating=9)).crop((drawing.LEFT, 280, 1200, 360))
    bare = picture(review(rating=0, heart=False)).crop((drawing.LEFT, 280, 1200, 360))
    gold = [sum(near(pixel, GOLD) for pixel in image.get_flattened_data()) for image in (shown, bare)]
    assert gold[0] > 2_000
    assert gold[1] < 50


def test_a_poster_of_ours_is_shown():
    files = {"posters/abc.webp": webp()}
    shown = picture(movie(poster="abc"), files.get)
    assert near(shown.getpixel((drawing.MARGIN + drawing.POSTER // 2, 300)), (254, 0, 0))


@pytest.mark.parametrize("data", [b"", b"RIFF....WEBP", webp()[:100], webp((2000, 2000)), b"\x89PNG\r\n\x1a\n"])
def test_a_poster_that_cannot_be_read_is_drawn_like_one_that_is_missing(data):
    instead = picture(movie(poster="abc"), {"posters/abc.webp": data}.get)
    assert ImageStat.Stat(ImageChops.difference(instead, picture(movie()))).mean < [3, 3, 3]


def test_a_title_without_letters_of_ours_leaves_the_year_to_stand_for_it():
    assert lettering.drawable("千と千尋の神隠し") == lettering.drawable("기생충 2019") == lettering.drawable("مرحبا") == ""
    assert lettering.first_drawable(["千と千尋の神隠し", "Spirited Away"]) == "Spirited Away"
    picture(movie("千と千尋の神隠し"))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Żółw Łódź", "Żółw Łódź"),
        ("So good 🎬👩‍👩‍👧!", "So good !"),
        ("1️⃣ film", "1 film"),
        ("e\u0301te\u0301", "été"),
        ("Tiếng Việt", "Tiếng Việt"),
        ("Сталкер Ґ", "Сталкер Ґ"),
        ("Η αιωνιότητα", "Η αιωνιότητα"),
        ("★ ★", ""),
    ],
)
def test_signs_that_no_font_has_are_left_out_and_letters_kept(text, drawn):
    assert lettering.drawable(text) == drawn


def test_lines_keep_to_their_width_and_lose_no_word():
    words = "Jeanne Dielman, 23, quai du Commerce, 1080 Bruxelles"
    lines = lettering.wrapped(words, SERIF, 54, 500)
    assert " ".join(lines) == words
    assert all(lettering.length(line, SERIF, 54) <= 500 for line in lines)
    assert "".join(lettering.wrapped("W" * 60, SANS, 30, 200)) == "W" * 60


def test_what_has_no_room_ends_in_an_ellipsis():
    block = lettering.fitted("word " * 100, BOLD, {40: 1, 30: 2}, 400)
    assert (block.size, len(block.lines)) == (30, 2)
    assert block.lines[-1].endswith("…")
    assert lettering.length(block.lines[-1], BOLD, 30) <= 400


def test_a_long_name_is_cut_short_but_not_the_year_after_it():
    assert ImageStat.Stat(ImageChops.difference(picture(year("J" * 200)), picture(year("J" * 100)))).mean < [3, 3, 3]


def test_the_hues_are_those_of_the_pages():
    css = Path(STATIC, "css", "poster.css").read_text()
    rules = re.findall(r"\.hue-(\d+) \{ ((?:--hue-\w+: #\w{6}; ){4})\}", css)
    assert [tuple(re.findall(r"#\w{6}", colors)) for _, colors in rules] == list(shapes.HUES)


def test_the_plain_card_is_the_one_that_is_drawn():
    kept = Image.open(Path(STATIC, "card.jpg"))
    assert kept.size == (1200, 630)
    assert ImageStat.Stat(ImageChops.difference(kept.convert("RGB"), drawing.plain())).mean < [3, 3, 3]
