"""Pictures from elsewhere: measured before they are opened, then drawn anew without whatever else was in the file."""

import struct
import threading
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from moviediary.errors import GiveUp, TryAgain
from moviediary.movies.picture_limits import FORMATS, PIXELS, SMALLEST, has_a_hole, is_mixable, measure, weigh

# Twice the widths on the pages, for dense screens.
LARGE, SMALL, THUMBNAIL = 600, 220, 92
# What is drawn while somebody waits, of pictures that providers made small already.
THUMBNAIL_PIXELS, THUMBNAIL_SMALLEST = 2_000_000, 30
QUALITY = 82
# Seconds to wait for another picture.
PATIENCE = 10
# What shines through a picture with holes: the dark of the page.
GROUND = "#12100e"
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Those that make the height the width.
LYING = (Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90)
# What Pillow raises on files that are broken, beside OSError.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, OverflowError, struct.error)
# As many pixels as there may be take up to 145 MB while they are made smaller: no two pictures at once in a process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A poster as WebP in two widths, and its dominant colour as "#rrggbb"."""

    large: bytes
    small: bytes
    color: str


def prepare() -> None:
    """Load what reading and writing pictures takes, once, before processes are forked that each would have to."""
    Image.preinit()
    Image.new("RGB", (SMALLEST, SMALLEST)).save(BytesIO(), "WEBP")


def picture(data: bytes) -> Picture:
    """Read, check and redraw a picture. Raises GiveUp with a sentence where it cannot be used, TryAgain where another is read."""
    weigh(data)
    large = _alone(data, PIXELS, SMALLEST, PATIENCE)
    small = _fitting(large, SMALL)
    return Picture(_webp(large), _webp(small), _color(small))


def thumbnail(data: bytes) -> bytes:
    """A picture as WebP, 92 pixels wide. Raises GiveUp where it cannot be used, TryAgain where others are read for too long."""
    weigh(data)
    return _webp(_fitting(_alone(data, THUMBNAIL_PIXELS, THUMBNAIL_SMALLEST, 1), THUMBNAIL))


def _alone(data: bytes, most: int, smallest: int, patience: float) -> Image.Image:
    """Read and redraw a picture while no other is read."""
    if not _one_at_a_time.acquire(timeout=patience):
        raise TryAgain("The site is busy with another picture. Try again in a minute.")
    try:
        return _read(data, most, smallest)
    finally:
        _one_at_a_time.release()


def _read(data: bytes, most: int, smallest: int) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            measure(opened, most, smallest)
            return _redrawn(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise GiveUp("The picture is too big. At most 25 million pixels will do.") from None
    except BROKEN:
        raise GiveUp("The file is not a picture that can be read. Use a JPEG, PNG or WebP.") from None


def _redrawn(opened: Image.Image) -> Image.Image:
    """The picture upright, without holes and at most as wide as the pages need it."""
    turn = TURNS.get(_orientation(opened))
    # Lets JPEG unpack an eighth of a big picture instead of all of it.
    opened.draft("RGB", (2 * LARGE, 2 * LARGE))
    image = _plain(opened)
    # Scaled to its end before it is turned, by what will be its width: of a long picture anything in between is large as well.
    width = image.height if turn in LYING else image.width
    image = _eight_bits(_scaled(image, min(1.0, LARGE / width)))
    if turn is not None:
        image = image.transpose(turn)
    if image.mode in ("RGBA", "LA"):
        image = Image.alpha_composite(Image.new("RGBA", image.size, GROUND), image.convert("RGBA"))
    # A new picture takes nothing along of what the file said about itself.
    drawn = Image.new("RGB", image.size)
    drawn.paste(image.convert("RGB"))
    return drawn


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The picture in colours that can be mixed, so that it can be scaled."""
    if has_a_hole(image):
        return image.convert("RGBA")
    return image if is_mixable(image) else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    if not image.mode.startswith("I"):
        return image
    # Sixteen bits of grey: converting alone would cut off at 255 instead of dividing.
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _fitting(image: Image.Image, width: int) -> Image.Image:
    return _scaled(image, min(1.0, width / image.width))


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    image.load()
    if factor == 1.0:
        return image
    size = (max(round(image.width * factor), 1), max(round(image.height * factor), 1))
    # Taken together by whole numbers first, it is twice as quick and differs by less (40 dB) than what WebP makes of it. That is
    # not made for sixteen bits.
    gap = None if image.mode.startswith("I") else 1.1
    if image.mode in ("LA", "RGBA"):
        # Band by band, as Pillow would otherwise hold the whole picture twice.
        bands = [image.getchannel(band).resize(size, Image.Resampling.LANCZOS, reducing_gap=gap) for band in image.getbands()]
        return Image.merge(image.mode, bands)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=gap)


def _webp(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def _color(image: Image.Image) -> str:
    """The most frequent of sixteen colours of the picture."""
    few = image.resize((30, 45), Image.Resampling.BOX).quantize(16)
    counted = few.getcolors() or []
    _, index = max(counted, key=lambda pair: pair[0])
    palette = few.getpalette() or []
    red, green, blue = palette[3 * index : 3 * index + 3] if isinstance(index, int) else (0, 0, 0)
    return f"#{red:02x}{green:02x}{blue:02x}"
