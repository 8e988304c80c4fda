"""Cards as pictures: 1200 × 630 pixels, drawn from values and posters of ours, and nothing else."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from moviediary.sharing import lettering, shapes
from moviediary.sharing.lettering import BOLD, SANS, SERIF, Block
from moviediary.sharing.rules import Author, Card, MemberCard, MovieCard, Poster, ReviewCard, YearCard
from moviediary.sharing.shapes import DIM, GOLD, INK, PROSE, WIDTH, Files
from moviediary.words import MONTHS, plural

MARGIN = 64
QUALITY = 84
# Beside a poster.
POSTER = 334
LEFT = MARGIN + POSTER + 56
ROOM = WIDTH - MARGIN - LEFT
# Between the posters of a row, and what the name of the site takes.
GAP, BRAND = 16, 186
BOTTOM = MARGIN + POSTER * 3 // 2
# Sizes in which titles are tried, and how many lines they may have in each. A review has more to say.
TITLE, OF_REVIEW, HEAD = {76: 2, 64: 3, 54: 3, 44: 4}, {70: 1, 54: 2, 44: 3}, {66: 1, 56: 1, 46: 1, 38: 1}


def drawn(card: Card, files: Files) -> bytes:
    """A card as a JPEG. `files` answers the content of a stored file, or None."""
    canvas = shapes.ground()
    if isinstance(card, MovieCard):
        _movie(canvas, card, files)
    elif isinstance(card, ReviewCard):
        _review(canvas, card, files)
    elif isinstance(card, MemberCard):
        _member(canvas, card, files)
    else:
        _year(canvas, card, files)
    return encoded(canvas)


def plain() -> Image.Image:
    """What is answered while a card is drawn: the mark of the site. Kept as static/card.jpg."""
    canvas = shapes.ground()
    shapes.mark(canvas, (332, 255), 120, 84)
    return canvas


def encoded(canvas: Image.Image) -> bytes:
    out = BytesIO()
    # Amber letters on a dark ground fray where the colors have fewer pixels than the light.
    canvas.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return out.getvalue()


def _movie(canvas: Image.Image, card: MovieCard, files: Files) -> None:
    shapes.poster(canvas, card.poster, (MARGIN, MARGIN), POSTER, 14, files)
    y = _heading(canvas, card.titles, card.year, MARGIN + 10, TITLE)
    if directors := lettering.drawable(", ".join(card.directors)):
        y = _lines(canvas, lettering.fitted(f"Directed by {directors}", SANS, {30: 2}, ROOM), y + 12, DIM)
    if card.average:
        _average(canvas, card)
    _brand(canvas, BOTTOM - 26)


def _average(canvas: Image.Image, card: MovieCard) -> None:
    draw = ImageDraw.Draw(canvas)
    end = lettering.write(draw, (LEFT, BOTTOM), card.average, SERIF, 84, INK)
    shapes.fill(canvas, shapes.STAR, (round(end) + 12, BOTTOM - 60), 64 / 24, GOLD)
    lettering.write(draw, (end + 96, BOTTOM), plural(card.ratings, "rating", "ratings"), SANS, 30, DIM)


def _review(canvas: Image.Image, card: ReviewCard, files: Files) -> None:
    shapes.poster(canvas, card.poster, (MARGIN, MARGIN), POSTER, 14, files)
    shapes.avatar(canvas, card.author, (LEFT, MARGIN), 56)
    draw = ImageDraw.Draw(canvas)
    who = lettering.fitted(_name(card.author), BOLD, {28: 1}, ROOM - 330).lines[0]
    end = lettering.write(draw, (LEFT + 74, MARGIN + 38), who, BOLD, 28, INK)
    if card.day:
        lettering.write(draw, (end + 12, MARGIN + 38), f"· {card.day}", SANS, 28, DIM)
    y = _heading(canvas, card.titles, card.year, MARGIN + 78, OF_REVIEW)
    if card.rating:
        end = shapes.stars(canvas, card.rating, (LEFT - 4, round(y) + 18), 52)
    if card.heart:
        shapes.heart(canvas, (round(end) + 22 if card.rating else LEFT, round(y) + 26), 38)
    y += 92 if card.rating or card.heart else 20
    # Down to the name of the site.
    most = int((BOTTOM - 52 - y) // 41)
    if most > 0 and (text := lettering.drawable(card.text)):
        _lines(canvas, lettering.fitted(text, SANS, {28: most}, ROOM), y, PROSE)
    _brand(canvas, BOTTOM - 26)


def _member(canvas: Image.Image, card: MemberCard, files: Files) -> None:
    about = lettering.drawable(card.about)
    _head(canvas, card.author, "’s diary", 104)
    if about:
        _lines(canvas, lettering.fitted(about, SANS, {28: 1}, WIDTH - 2 * MARGIN - 136), 132, DIM, MARGIN + 136)
    _figures(canvas, 254, 64, card.films, card.average)
    _row(canvas, card.posters, files, 6, 324)


def _year(canvas: Image.Image, card: YearCard, files: Files) -> None:
    _head(canvas, card.author, f"’s {card.year}", 84)
    _figures(canvas, 196, 48, card.films, card.average)
    shapes.bars(canvas, card.months, (MARGIN, 246, WIDTH - MARGIN, 334), [month[:1] for month in MONTHS])
    _row(canvas, card.posters, files, 8, 398)


def _head(canvas: Image.Image, author: Author, what: str, side: int) -> None:
    """The initial of a member, what this is, and the name of the site at the other end."""
    shapes.avatar(canvas, author, (MARGIN, 48), side)
    left = MARGIN + side + 32
    room = WIDTH - MARGIN - BRAND - 40 - left
    name, smallest = _name(author), min(HEAD)
    # Whose it is may be cut short, but not what it is.
    if lettering.length(f"{name}{what}", SERIF, smallest) > room:
        name = lettering.shorter(name, SERIF, smallest, room - lettering.length(what, SERIF, smallest))
    block = lettering.fitted(f"{name}{what}", SERIF, HEAD, room)
    y = 48 + 42 + block.size * 0.35
    lettering.write(ImageDraw.Draw(canvas), (left, y), block.lines[0], SERIF, block.size, INK)
    _brand(canvas, 74)


def _figures(canvas: Image.Image, baseline: int, size: int, films: int, average: str) -> None:
    draw, small = ImageDraw.Draw(canvas), 28
    x = lettering.write(draw, (MARGIN, baseline), f"{films:,}", SERIF, size, INK)
    x = lettering.write(draw, (x + 14, baseline), "film" if films == 1 else "films", SANS, small, DIM)
    if average:
        x = lettering.write(draw, (x + 48, baseline), average, SERIF, size, INK)
        side = round(size * 0.75)
        shapes.fill(canvas, shapes.STAR, (round(x) + 8, baseline - round(side * 0.9)), side / 24, GOLD)
        lettering.write(draw, (x + side + 18, baseline), "average", SANS, small, DIM)


def _row(canvas: Image.Image, posters: Sequence[Poster], files: Files, most: int, top: int) -> None:
    """Posters beside each other, as wide as that many have room."""
    width = (WIDTH - 2 * MARGIN - (most - 1) * GAP) // most
    for number, poster in enumerate(posters[:most]):
        shapes.poster(canvas, poster, (MARGIN + number * (width + GAP), top), width, 8, files)


def _heading(canvas: Image.Image, titles: Sequence[str], year: int, top: float, sizes: Mapping[int, int]) -> float:
    """The title with its year below, or the year alone where no title can be drawn. Answers where it ends."""
    title = lettering.first_drawable(titles)
    if not title:
        return _lines(canvas, Block([str(year)], SERIF, max(sizes)), top, INK)
    y = _lines(canvas, lettering.fitted(title, SERIF, sizes, ROOM), top, INK)
    return _lines(canvas, Block([str(year)], SANS, 30), y + 10, DIM)


def _brand(canvas: Image.Image, top: int) -> None:
    shapes.mark(canvas, (WIDTH - MARGIN - BRAND, top), 28, 26)


def _lines(canvas: Image.Image, block: Block, top: float, color: str, left: int = LEFT) -> float:
    """Write lines under each other. Answers where they end."""
    height = block.size * (1.08 if block.face == SERIF else 1.45)
    draw = ImageDraw.Draw(canvas)
    for number, line in enumerate(block.lines):
        lettering.write(draw, (left, top + height * number + block.size * 0.92), line, block.face, block.size, color)
    return top + height * len(block.lines)


def _name(author: Author) -> str:
    return lettering.first_drawable([author.name, author.username])
