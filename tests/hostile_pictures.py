"""Pictures that nobody means well with: no pictures at all, pictures that lie, and such as cost the most that is allowed."""

import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from moviediary.movies.picture_limits import PIXELS, SIDE, TWICE_PIXELS, WEBP_PIXELS

START = b"\x89PNG\r\n\x1a\n"
PLAIN = (200, 30, 30)


def drawn(mode="RGB", size=(300, 450), kind="JPEG", **options) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, PLAIN).convert(mode).save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, *more: bytes, depth=8, color=2, data=b"\0" * 1000, lace=0) -> bytes:
    """A PNG that says what it likes about itself."""
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, lace)
    return START + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", zlib.compress(data, 1)) + chunk(b"IEND", b"")


def full(side, depth, color, *more, per_pixel, lace=0) -> bytes:
    """A whole PNG of one colour."""
    rows = (side * per_pixel + 7) // 8 + 1
    # Of a picture in seven passes each begins its rows anew.
    size = rows * side if not lace else rows * side * 2
    return png(side, side, *more, depth=depth, color=color, data=b"\0" * size, lace=lace)


def moving(kind) -> bytes:
    frames, out = [Image.new("RGB", (300, 450), color) for color in ("red", "blue")], BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def endless_scans() -> bytes:
    out = BytesIO()
    Image.effect_noise((100, 150), 40).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 80 + data[-2:]


def noise(side, mode="RGB", kind="JPEG", **options) -> bytes:
    """What cannot be packed well, of pieces that are all the same."""
    piece = Image.effect_noise((250, 250), 90).convert("RGB")
    image, out = Image.new("RGB", (side, side)), BytesIO()
    for left in range(0, side, 250):
        for top in range(0, side, 250):
            image.paste(piece, (left, top))
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def jpeg_of(width, height) -> bytes:
    """A JPEG that says it is of another size."""
    data = bytearray(drawn())
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width, height) -> bytes:
    """The head of a WebP that says how large it is."""
    body = (
        b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def exif_in_a_circle() -> bytes:
    """A camera's notes of which each page says that the next is itself."""
    page = b"II*\0\x08\0\0\0" + b"\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    return drawn(exif=b"Exif\0\0" + page)


def bad() -> dict[str, bytes]:
    """What has to be refused, at next to no cost."""
    whole, zeros = drawn(kind="PNG"), zlib.compress(b"\0" * 80_000_000)
    return {
        "nothing": b"",
        "html": b"<!doctype html><title>Sign in</title>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "text": b"hello" * 100,
        **{kind.lower(): drawn(kind=kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "PDF", "EPS", "TGA", "PPM", "DDS")},
        "a jpeg's beginning": b"\xff\xd8\xff\xe0",
        "a png's beginning": START,
        "a webp's beginning": b"RIFF\x00\x10\0\0WEBPVP8 ",
        "a zip": b"PK\x03\x04" + b"\0" * 100,
        **{f"a png of {side} pixels a side": png(side, side) for side in (5001, 7100, 20_000, 2**31 - 1)},
        "a long png": png(10_001, 200),
        "a huge jpeg": jpeg_of(65_500, 65_500),
        "a huge webp": webp_of(16_383, 16_383),
        "an endless webp": webp_of(1 << 24, 1 << 24),
        **{f"{width} by {height}": drawn(size=(width, height)) for width, height in ((1, 1), (99, 400), (400, 99))},
        "a webp that moves": moving("WEBP"),
        "a png that moves": moving("PNG"),
        "a bomb of text": whole[:33] + chunk(b"zTXt", b"a\0\0" + zeros) + whole[33:],
        "a bomb of foreign text": whole[:33] + chunk(b"iTXt", b"a\0\1\0\0\0" + zeros) + whole[33:],
        "a bomb of a profile": whole[:33] + chunk(b"iCCP", b"a\0\0" + zeros) + whole[33:],
        "scans without an end": endless_scans(),
        "no size": png(0, 0),
        "a depth that is none": png(300, 450, depth=7),
        "colours that are none": png(300, 450, color=5),
        "no picture in it": START + chunk(b"IHDR", struct.pack(">IIBBBBB", 300, 450, 8, 2, 0, 0, 0)) + chunk(b"IEND", b""),
        "a piece that never ends": START + struct.pack(">I", 2**31 - 1) + b"IHDR" + b"\0" * 100,
        "too little in it": png(300, 450),
        "another sum": whole[:30] + bytes([whole[30] ^ 1]) + whole[31:],
    }


def dear() -> dict[str, Callable[[], bytes]]:
    """What is read, and costs as much as anything can, as large as its kind may be; each made when it is asked for."""
    plain, twice, webp = (int(limit**0.5) for limit in (PIXELS, TWICE_PIXELS, WEBP_PIXELS))
    holes, few, hole = chunk(b"tRNS", b"\0\0\0\0\0\0"), chunk(b"PLTE", b"\xc8\x1e\x1e" * 256), chunk(b"tRNS", b"\0")
    return {
        "colours": lambda: full(plain, 8, 2, per_pixel=24),
        "colours with a hole": lambda: full(twice, 8, 2, holes, per_pixel=24),
        "colours with holes": lambda: full(plain, 8, 6, per_pixel=32),
        "deep colours": lambda: full(plain, 16, 2, per_pixel=48),
        "deep colours with holes": lambda: full(plain, 16, 6, per_pixel=64),
        "grey": lambda: full(plain, 8, 0, per_pixel=8),
        "grey with a hole": lambda: full(twice, 8, 0, chunk(b"tRNS", b"\0\0"), per_pixel=8),
        "grey with holes": lambda: full(plain, 8, 4, per_pixel=16),
        "deep grey": lambda: full(plain, 16, 0, per_pixel=16),
        "deep grey with holes": lambda: full(plain, 16, 4, per_pixel=32),
        "black and white": lambda: full(twice, 1, 0, per_pixel=1),
        "few colours": lambda: full(twice, 8, 3, few, per_pixel=8),
        "few colours with a hole": lambda: full(twice, 8, 3, few, hole, per_pixel=8),
        "in seven passes": lambda: full(plain, 8, 2, per_pixel=24, lace=1),
        "wide": lambda: png(SIDE, PIXELS // SIDE, data=b"\0" * (3 * SIDE + 1) * (PIXELS // SIDE)),
        "high with holes": lambda: png(600, SIDE, color=6, data=b"\0" * 2401 * SIDE),
        "a bomb behind the picture": lambda: png(300, 450, data=b"\0" * 80_000_000),
        "ten thousand notes": lambda: png(300, 450, *[chunk(b"tEXt", b"a\0b" * 20)] * 10_000, data=b"\0" * 901 * 450),
        "a jpeg": lambda: drawn(size=(plain, plain)),
        "a jpeg for print": lambda: drawn("CMYK", (plain, plain)),
        "a jpeg in scans": lambda: drawn(size=(twice, twice), progressive=True),
        "a sharp jpeg in scans": lambda: drawn(size=(twice, twice), progressive=True, subsampling=0),
        "a jpeg for print in scans": lambda: drawn("CMYK", (twice, twice), progressive=True),
        "a noisy jpeg in scans": lambda: noise(twice // 250 * 250, progressive=True, quality=30),
        "a webp": lambda: noise(webp // 250 * 250, kind="WEBP", quality=20),
        "a webp without a loss": lambda: drawn("RGBA", (webp, webp), "WEBP", lossless=True),
        "notes in a circle": lambda: exif_in_a_circle(),
    }


def cut() -> dict[str, bytes]:
    """Pictures that break off."""
    whole = {kind: noise(500, kind=kind) for kind in ("JPEG", "PNG", "WEBP")}
    return {
        f"{kind} after {share:.0%}": data[: int(len(data) * share)]
        for kind, data in whole.items()
        for share in (0.01, 0.1, 0.5, 0.9)
    }


def flipped(count: int, seed: int) -> list[bytes]:
    """Pictures with some bytes changed, mostly near their beginnings, where they say what they are."""
    chance = random.Random(seed)
    whole = [noise(250, kind=kind) for kind in ("JPEG", "PNG", "WEBP")]
    whole += [noise(250, kind="JPEG", progressive=True), noise(250, "P", "PNG"), noise(250, "RGBA", "WEBP", lossless=True)]
    found = []
    for _ in range(count):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 3, 20, 200))):
            data[chance.randrange(min(len(data), chance.choice((60, 400, 10_000, 1_000_000))))] = chance.randrange(256)
        found.append(bytes(data))
    return found
