"""What an address of an embed asks for, and how big its frame is."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moviediary.embedding import frames
from moviediary.embedding.looks import SHOWS, SIZES, THEMES, USUAL, Look, parse, query

looks = st.builds(
    Look,
    show=st.sampled_from(list(SHOWS)),
    theme=st.sampled_from(list(THEMES)),
    size=st.sampled_from(list(SIZES)),
    count=st.integers(1, 20),
    accent=st.just("") | st.integers(0, 0xFFFFFF).map("{:06x}".format),
)
nonsense = st.text(max_size=12) | st.sampled_from(
    ["0", "21", "-1", "1e1", "٣", "0005999", "#12345", "#12345g", "LATEST", "9" * 5000]
)
# A busy machine takes its time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(looks)
def test_an_address_says_the_look_it_was_made_of(look):
    assert parse(query(look)) == look


@unhurried
@given(st.dictionaries(st.sampled_from(["show", "theme", "size", "count", "accent"]), nonsense))
def test_nonsense_asks_for_something_sensible(asked):
    look = parse(asked)
    assert look.show in SHOWS
    assert look.theme in THEMES
    assert look.size in SIZES
    assert 1 <= look.count <= 20
    assert look.accent == "" or int(look.accent, 16) <= 0xFFFFFF


def test_the_usual_look_needs_no_words():
    assert query(USUAL) == {}
    assert parse({"accent": "#B9770E"}).accent == "b9770e"
    for count in ("0", "21", "0005999", "9" * 5000):
        assert parse({"accent": "red", "count": count}) == USUAL


@unhurried
@given(looks, st.integers(1, 3000))
def test_as_many_films_as_fit(look, height):
    fitting = frames.within(look, height)
    assert 1 <= fitting.count <= look.count
    higher = frames.of_member("mira", "Mira", fitting).height
    assert look.show != "latest" or higher <= height or fitting.count == 1


def test_titles_stay_titles_in_the_code():
    frame = frames.of_member("mira", 'Mira "M" <b> & co', USUAL)
    assert 'title="Mira &#34;M&#34; &lt;b&gt; &amp; co"' in frame.code("https://diary.example/embed/members/mira")
