"""How large a picture from elsewhere may be, told by its head before anything is unpacked."""

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from moviediary.errors import GiveUp

MAX_BYTES = 8_000_000
# Loaded here: for a format that is not, Pillow loads all fifty it knows, which take four megabytes in each process.
FORMATS = tuple(str(kind.format) for kind in (JpegImageFile, PngImageFile, WebPImageFile))
PIXELS = 25_000_000
# Pictures that are unpacked twice, as colours come of them only then, and JPEGs of which every scan is held until the last.
TWICE_PIXELS = 15_000_000
# WebP unpacks into four copies of the picture at once.
WEBP_PIXELS = 9_000_000
SIDE = 10_000
SMALLEST = 100
# Each scan of a JPEG goes over the whole picture again; programs write about ten, and some hundreds keep a thread for minutes.
JPEG, SCAN, SCANS = b"\xff\xd8\xff", b"\xff\xda", 64


def weigh(data: bytes) -> None:
    """Refuse a file that is too long, or takes too long to read. Raises GiveUp."""
    if len(data) > MAX_BYTES:
        raise GiveUp(f"The picture has more than {MAX_BYTES // 1_000_000} MB.")
    if data.startswith(JPEG) and data.count(SCAN) > SCANS:
        raise GiveUp("The picture is packed in a way that takes too long to read. Save it again as a JPEG or PNG.")


def affordable(image: Image.Image) -> int:
    """How many pixels a picture of this kind may have."""
    if image.format == "WEBP":
        return WEBP_PIXELS
    twice = has_a_hole(image) or not is_mixable(image) or "progressive" in image.info
    return TWICE_PIXELS if twice else PIXELS


def measure(image: Image.Image, most: int, smallest: int) -> None:
    """Refuse a picture that is too large, too small or moves. Raises GiveUp."""
    most = min(most, affordable(image))
    # The size stands in the head of the file; nothing is unpacked yet.
    if image.width * image.height > most or max(image.size) > SIDE:
        raise GiveUp(
            f"The picture is too big: {image.width} × {image.height} pixels. "
            f"At most {most // 1_000_000} million will do, and {SIDE:,} on a side."
        )
    if min(image.size) < smallest:
        raise GiveUp(f"The picture is too small: {image.width} × {image.height} pixels. It needs {smallest} each way.")
    # Phones append a second picture to a JPEG, which nobody means to see; it is left behind.
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise GiveUp("The picture moves. Use a still one.")


def has_a_hole(image: Image.Image) -> bool:
    """Whether one of its colours, which a PNG may name, is none."""
    return image.mode == "PA" or "transparency" in image.info


def is_mixable(image: Image.Image) -> bool:
    """Whether its colours can be mixed as they are stored, so that it can be scaled."""
    return image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") or image.mode.startswith("I")
