"""What cards are made of beside words: the ground, posters, stars, a heart, a member's initial, the bars of a year."""

import math
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageOps

from moviediary.movies.models import picture_file
from moviediary.movies.pictures import BROKEN
from moviediary.sharing import lettering
from moviediary.sharing.lettering import BOLD, SANS, SERIF
from moviediary.sharing.rules import Author, Poster

WIDTH, HEIGHT = 1200, 630
# The evening of the style sheets: tokens.css, poster.css.
GROUND, RAISE, LINE = "#12100e", "#1b1815", "#2c2722"
INK, PROSE, DIM, GOLD, ROSE, ON_POSTER, ON_AVATAR = "#f3ece2", "#d9d0c5", "#a3978a", "#f2b84b", "#ef6f6c", "#fbf5ea", "#17110a"
# Of each hue: the light and the deep end behind an initial, the top and the bottom of a poster.
HUES = (
    ("#f0a36b", "#a2452f", "#8b4434", "#42401a"),
    ("#f3c063", "#b3702a", "#85722f", "#3c2c14"),
    ("#cfd06b", "#7c8a35", "#66762d", "#24411c"),
    ("#9ad08a", "#3f8a55", "#4a7b3a", "#14402c"),
    ("#83d3bd", "#2f8276", "#2f766c", "#123349"),
    ("#8fcbe6", "#3b7ea8", "#356590", "#191950"),
    ("#9db5f2", "#4b63b8", "#454f94", "#2b174a"),
    ("#bda6f0", "#7353ae", "#664789", "#3a1440"),
    ("#e0a0dd", "#9b4b93", "#843878", "#481823"),
    ("#f29db4", "#b04565", "#8f3552", "#4a2414"),
    ("#f49a8e", "#b6483c", "#94372f", "#3d1b3c"),
    ("#d9b99a", "#8a6a4c", "#7a5b40", "#2b2c33"),
)
# The star of stars.svg, in a square of 24.
LEFT_HALF = ((12, 2.6), (12, 17.5), (6.1, 20.6), (7.3, 14.1), (2.5, 9.5), (9.1, 8.6))
STAR = (*LEFT_HALF[:1], (14.9, 8.6), (21.5, 9.5), (16.7, 14.1), (17.9, 20.6), *LEFT_HALF[1:])
HEART = tuple(
    (16 * math.sin(t) ** 3, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)))
    for t in (number * math.pi / 40 for number in range(80))
)
# Shapes are drawn this many times as large and then made small: Pillow's own edges are jagged.
FINE = 4
# Posters of ours are at most 600 wide; what has more pixels than any of these is not opened.
PIXELS = 3_000_000
Files = Callable[[str], bytes | None]


def ground() -> Image.Image:
    """The dark room, with the light of the screen coming in from above."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    # At the middle of an edge the gradient still has 181 of its 255, and the light must have ended there.
    light = Image.radial_gradient("L").resize((1900, 1300)).point(lambda value: max(1 - value / 181, 0) ** 1.4 * 44)
    light = light.crop((50, 760, 50 + WIDTH, 760 + HEIGHT))
    # With a grain, as film has: light this faint would end in rings.
    light = ImageChops.add(light, Image.effect_noise(light.size, 3), offset=-128)
    canvas.paste(Image.new("RGB", light.size, GOLD), (0, 0), light)
    return canvas


def poster(canvas: Image.Image, shown: Poster, at: tuple[int, int], width: int, radius: int, files: Files) -> None:
    """A poster with round corners, as high as one and a half times its width; drawn by us where there is no picture."""
    size = (width, width * 3 // 2)
    image = _picture(shown, size, files) or _typographic(shown, size)
    edge = ImageChops.subtract(_round(size, radius), _round((size[0] - 2, size[1] - 2), radius - 1, size))
    image.paste(Image.new("RGB", size, "white"), (0, 0), edge.point(lambda value: value * 0.12))
    canvas.paste(image, at, _round(size, radius))


def stars(canvas: Image.Image, rating: int, at: tuple[int, int], side: int) -> int:
    """Five stars, of which as many half ones shine as the rating has. Answers where they end."""
    x, y = at
    for number in range(5):
        left = x + number * round(side * 1.08)
        fill(canvas, STAR, (left, y), side / 24, INK, 0.14)
        if rating >= 2 * number + 2:
            fill(canvas, STAR, (left, y), side / 24, GOLD)
        elif rating == 2 * number + 1:
            fill(canvas, LEFT_HALF, (left, y), side / 24, GOLD)
    return x + 4 * round(side * 1.08) + side


def heart(canvas: Image.Image, at: tuple[int, int], side: int) -> None:
    x, y = at
    fill(canvas, [(px + 16, py + 14) for px, py in HEART], (x, y), side / 32, ROSE)


def fill(
    canvas: Image.Image, shape: Sequence[tuple[float, float]], at: tuple[int, int], scale: float, color: str, strength: float = 1
) -> None:
    """Fill a polygon, given by its corners in a unit of its own."""
    points = [(x * scale * FINE, y * scale * FINE) for x, y in shape]
    size = (math.ceil(max(x for x, _ in points)) + FINE, math.ceil(max(y for _, y in points)) + FINE)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    mask = mask.resize((math.ceil(size[0] / FINE), math.ceil(size[1] / FINE)), Image.Resampling.BOX)
    canvas.paste(Image.new("RGB", mask.size, color), at, mask.point(lambda value: value * strength))


def avatar(canvas: Image.Image, author: Author, at: tuple[int, int], side: int) -> None:
    """The initial of a member on their two hues."""
    light, deep, *_ = HUES[author.hue]
    # The light comes from the upper left, as on the pages.
    glow = Image.radial_gradient("L").resize((2 * side, 2 * side))
    glow = glow.crop((round(side * 0.68), round(side * 0.72), round(side * 1.68), round(side * 1.72))).resize((side, side))
    disc = Image.composite(Image.new("RGB", (side, side), deep), Image.new("RGB", (side, side), light), glow)
    letter = lettering.first_drawable([author.name[:1].upper(), author.username[:1].upper()])
    size = round(side * 0.45)
    middle = (side - lettering.length(letter, SERIF, size)) / 2
    lettering.write(ImageDraw.Draw(disc), (middle, side / 2 + size * 0.35), letter, SERIF, size, ON_AVATAR)
    canvas.paste(disc, at, _round((side, side), side / 2))


def bars(canvas: Image.Image, counts: Sequence[int], box: tuple[int, int, int, int], names: Sequence[str]) -> None:
    """A bar for each count, with the count above it and its name below."""
    left, top, right, bottom = box
    step, most = (right - left) / len(counts), max(*counts, 1)
    draw = ImageDraw.Draw(canvas)
    for number, (count, name) in enumerate(zip(counts, names, strict=True)):
        middle, width = left + step * (number + 0.5), round(step * 0.72)
        height = max(round((bottom - top) * count / most), 4)
        mask = _round((width, height + 6), 6).crop((0, 0, width, height)) if count else _round((width, height), 2)
        canvas.paste(Image.new("RGB", mask.size, GOLD if count else LINE), (round(middle - width / 2), bottom - height), mask)
        if count:
            _centred(draw, (middle, bottom - height - 12), f"{count:,}", 22, PROSE)
        _centred(draw, (middle, bottom + 32), name, 22, DIM)


def mark(canvas: Image.Image, at: tuple[int, int], height: int, words: int) -> None:
    """The mark of the site and its name; the words stand on the ground of the mark."""
    (x, y), width = at, height * 3 // 4
    shape = _round((width, height), round(height * 3 / 16))
    body = Image.new("RGB", (width, height), GOLD)
    body.paste(ROSE, (0, height * 10 // 16, width, height))
    canvas.paste(body, at, shape)
    lettering.write(ImageDraw.Draw(canvas), (x + width + height * 0.5, y + height * 0.85), "Movie Diary", SERIF, words, INK)


def _centred(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, color: str) -> None:
    lettering.write(draw, (at[0] - lettering.length(text, SANS, size) / 2, at[1]), text, SANS, size, color)


def _picture(shown: Poster, size: tuple[int, int], files: Files) -> Image.Image | None:
    data = files(picture_file(shown.picture)) if shown.picture else None
    if data is None:
        return None
    try:
        with Image.open(BytesIO(data), formats=("WEBP",)) as opened:
            return ImageOps.fit(opened.convert("RGB"), size) if opened.width * opened.height <= PIXELS else None
    except BROKEN:
        # One bad file must not leave the page without a card.
        return None


def _typographic(shown: Poster, size: tuple[int, int]) -> Image.Image:
    """The title on two hues that are always the same for the same film."""
    width, height = size
    *_, top, bottom = HUES[shown.hue]
    image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), _slope(size))
    draw, margin = ImageDraw.Draw(image), round(width * 0.1)
    if title := lettering.drawable(shown.title):
        sizes = {round(width * 0.135): 5, round(width * 0.1): 7}
        block = lettering.fitted(title, SERIF, sizes, width - 2 * margin)
        for number, line in enumerate(block.lines):
            y = round(width * 0.1) + block.size * (0.85 + 1.14 * number)
            lettering.write(draw, (margin, y), line, SERIF, block.size, ON_POSTER)
    lettering.write(draw, (margin, height - round(width * 0.1)), str(shown.year), BOLD, max(round(width * 0.084), 15), ON_POSTER)
    return image


def _slope(size: tuple[int, int]) -> Image.Image:
    """From 0 at the upper right to 255 at the lower left, nearly upright: the 165 degrees of the style sheet."""
    corners = Image.new("L", (2, 2))
    corners.putdata((30, 0, 255, 225))
    return corners.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))


def _round(size: tuple[int, int], radius: float, within: tuple[int, int] | None = None) -> Image.Image:
    """A mask of a rectangle with round corners, in the middle of a larger one where that is given."""
    width, height = size
    mask = Image.new("L", (width * FINE, height * FINE))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * FINE - 1, height * FINE - 1), radius * FINE, fill=255)
    mask = mask.resize(size, Image.Resampling.BOX)
    if within is None:
        return mask
    larger = Image.new("L", within)
    larger.paste(mask, ((within[0] - width) // 2, (within[1] - height) // 2))
    return larger
