"""Pictures from elsewhere: measured before they are opened, then drawn anew without whatever else was in the file."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from moviediary.errors import GiveUp

MAX_BYTES = 8_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS = 25_000_000
SIDE = 10_000
SMALLEST = 100
# Twice the widths on the pages, for dense screens.
LARGE, SMALL = 600, 220


@dataclass(frozen=True)
class Picture:
    """A poster as WebP in two widths, and its dominant colour as "#rrggbb"."""

    large: bytes
    small: bytes
    color: str


def picture(data: bytes) -> Picture:
    """Read, check and redraw a picture. Raises GiveUp with a sentence where it cannot be used."""
    if len(data) > MAX_BYTES:
        raise GiveUp(f"The picture has more than {MAX_BYTES // 1_000_000} MB.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            _measure(opened)
            image = _redrawn(opened)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise GiveUp("The file is not a picture that can be read. Use a JPEG, PNG or WebP.") from None
    return Picture(_webp(image, LARGE), _webp(image, SMALL), _color(image))


def _measure(image: Image.Image) -> None:
    # The size stands in the head of the file; nothing is unpacked yet.
    if image.width * image.height > PIXELS or max(image.size) > SIDE:
        raise GiveUp(f"The picture is too big: {image.width} × {image.height} pixels. At most 25 million will do.")
    if min(image.size) < SMALLEST:
        raise GiveUp(f"The picture is too small: {image.width} × {image.height} pixels. It needs {SMALLEST} each way.")
    if getattr(image, "n_frames", 1) > 1:
        raise GiveUp("The picture moves. Use a still one.")


def _redrawn(opened: Image.Image) -> Image.Image:
    """The picture upright, as plain colours on the dark of the page."""
    opened.draft("RGB", (2 * LARGE, 3 * LARGE))
    image = ImageOps.exif_transpose(opened)
    image.thumbnail((LARGE, 4 * LARGE))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        drawn = image.convert("RGBA")
        ground = Image.new("RGBA", drawn.size, "#12100e")
        image = Image.alpha_composite(ground, drawn)
    return image.convert("RGB")


def _webp(image: Image.Image, width: int) -> bytes:
    smaller = image.copy()
    smaller.thumbnail((width, 4 * width))
    out = BytesIO()
    smaller.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _color(image: Image.Image) -> str:
    """The most frequent of sixteen colours of the picture."""
    few = image.resize((60, 90)).quantize(16)
    counted = few.getcolors() or []
    _, index = max(counted, key=lambda pair: pair[0])
    palette = few.getpalette() or [0, 0, 0]
    red, green, blue = palette[3 * index : 3 * index + 3] if isinstance(index, int) else (0, 0, 0)
    return f"#{red:02x}{green:02x}{blue:02x}"
