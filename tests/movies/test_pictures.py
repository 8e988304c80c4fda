"""What becomes of pictures from elsewhere, and which are refused."""

import contextlib
import io
import random
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from moviediary.errors import GiveUp
from moviediary.movies import pictures

FORMATS = ("JPEG", "PNG", "WEBP")
# Pillow warns of broken metadata, which is what several of these files are made of.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def drawn(width=300, height=450, mode="RGB"):
    return Image.effect_noise((width, height), 60).convert(mode)


def file(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def secrets():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    return {"exif": exif, "icc_profile": b"taken at home" * 20}


def head_of_png(width, height):
    """A picture that says it is this big, in 60 bytes."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 100)),
        (b"IEND", b""),
    ]
    packed = (struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_poster_becomes_webp_in_two_widths(kind):
    picture = pictures.picture(file(drawn(1000, 1500), kind))
    large, small = opened(picture.large), opened(picture.small)
    assert (large.format, large.size) == ("WEBP", (600, 900))
    assert (small.format, small.size) == ("WEBP", (220, 330))


def test_a_small_picture_is_not_enlarged():
    picture = pictures.picture(file(drawn(300, 450)))
    assert opened(picture.large).size == (300, 450)
    assert opened(pictures.picture(file(drawn(150, 100))).small).size == (150, 100)


@pytest.mark.parametrize("size", [(10_000, 100), (100, 10_000)])
def test_a_very_long_picture_keeps_its_shape_as_far_as_it_can(size):
    large = opened(pictures.picture(file(Image.new("RGB", size), "PNG")).large)
    assert large.width <= 600
    assert large.height >= 1


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_of_what_the_file_said_about_itself_is_kept(kind):
    picture = pictures.picture(file(drawn(), kind, **secrets()))
    for data in (picture.large, picture.small):
        assert b"taken at home" not in data
        assert not {b"EXIF", b"ICCP", b"XMP "} & {data[place : place + 4] for place in range(len(data))}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_sideways_is_put_upright(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    # Red on top when upright, so what is stored is turned the other way.
    upright = Image.new("RGB", (800, 1200), "blue")
    upright.paste("red", (0, 0, 800, 600))
    turned_back = {3: 180, 6: 90, 8: 270}
    mirrored = {2: Image.Transpose.FLIP_LEFT_RIGHT, 4: Image.Transpose.FLIP_TOP_BOTTOM}
    mirrored |= {5: Image.Transpose.TRANSPOSE, 7: Image.Transpose.TRANSVERSE}
    stored = upright.transpose(mirrored[orientation]) if orientation in mirrored else upright
    stored = stored.rotate(turned_back.get(orientation, 0), expand=True)
    large = opened(pictures.picture(file(stored, kind, exif=exif)).large).convert("RGB")
    assert large.size == (600, 900)
    red, _, blue = large.getpixel((300, 100))
    assert red > 200 > blue


def test_broken_notes_about_the_orientation_do_not_spoil_a_good_picture():
    data = file(drawn(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert opened(pictures.picture(data).large).size == (300, 450)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    image = Image.new("I;16", (300, 450), 30_000) if mode == "I;16" else drawn(mode="L").convert(mode)
    assert opened(pictures.picture(file(image, "PNG")).large).mode == "RGB"


def test_a_print_with_four_inks_is_taken():
    picture = pictures.picture(file(Image.new("CMYK", (300, 450), (0, 255, 255, 0))))
    assert picture.color == "#ff0000"


def test_sixteen_bits_of_grey_stay_grey():
    picture = pictures.picture(file(Image.new("I;16", (300, 450), 0x8000), "PNG"))
    assert 0x78 <= int(picture.color[1:3], 16) <= 0x88


def test_what_is_transparent_shows_the_dark_of_the_page():
    picture = pictures.picture(file(Image.new("RGBA", (300, 450), (255, 255, 255, 0)), "PNG"))
    assert picture.color == "#12100e"


def test_the_colour_is_the_one_most_of_the_picture_has():
    image = Image.new("RGB", (300, 450), "#204060")
    image.paste("#ffffff", (0, 0, 300, 100))
    color = pictures.picture(file(image, "PNG")).color
    assert color == "#204060"


def test_the_second_picture_a_phone_appends_is_left_behind():
    data = file(drawn(), "MPO", save_all=True, append_images=[drawn(200, 300)])
    assert opened(pictures.picture(data).large).size == (300, 450)


def refusal(data):
    with pytest.raises(GiveUp) as refused:
        pictures.picture(data)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "EPS", "PDF", "JPEG2000", "DDS", "ICNS"])
def test_other_kinds_of_pictures_are_refused_though_they_could_be_read(kind):
    assert "Use a JPEG, PNG or WebP" in refusal(file(drawn(256, 256), kind))


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 1000, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html>", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"],
)
def test_what_is_no_picture_is_refused(data):
    assert "Use a JPEG, PNG or WebP" in refusal(data)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9, 0.99])
def test_a_picture_that_broke_off_is_refused(kind, part):
    data = file(drawn(), kind)
    assert "Use a JPEG, PNG or WebP" in refusal(data[: int(len(data) * part)])


def test_a_jpeg_drawn_in_passes_that_broke_off_is_refused():
    data = file(drawn(), progressive=True)
    assert "Use a JPEG, PNG or WebP" in refusal(data[: len(data) // 2])


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind):
    moving = file(drawn(), kind, save_all=True, append_images=[Image.new("RGB", (300, 450))])
    assert "moves" in refusal(moving)


@pytest.mark.parametrize("size", [(99, 500), (500, 99), (1, 1)])
def test_a_picture_too_small_to_see_is_refused(size):
    assert "too small" in refusal(file(Image.new("RGB", size), "PNG"))


@pytest.mark.parametrize("size", [(5001, 5000), (10_001, 100), (100, 10_001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_too_big_to_unpack_is_refused_by_its_head_alone(size):
    assert "too big" in refusal(head_of_png(*size))


def test_a_file_of_more_than_eight_megabytes_is_refused():
    assert "8 MB" in refusal(b"x" * (pictures.MAX_BYTES + 1))


def test_a_text_that_unpacks_to_gigabytes_is_refused():
    body = b"Comment\0\0" + zlib.compress(b"x" * 50_000_000)
    bomb = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = file(drawn(), "PNG")
    assert "Use a JPEG, PNG or WebP" in refusal(plain[:33] + bomb + plain[33:])


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_file_gives_a_picture_or_a_sentence_and_nothing_else(kind):
    chance = random.Random(42)
    whole = file(drawn(120, 160), kind, **secrets())
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            damaged[chance.randrange(chance.choice((60, len(damaged))))] = chance.randrange(256)
        # Whatever else is raised fails the test by itself.
        with contextlib.suppress(GiveUp):
            assert opened(pictures.picture(bytes(damaged)).large).format == "WEBP"


def test_pictures_can_be_read_by_several_threads_at_once():
    files = [file(Image.new("RGB", (400, 600), (shade, 0, 0)), "PNG") for shade in range(0, 240, 10)]
    with ThreadPoolExecutor(8) as threads:
        colors = list(threads.map(lambda data: pictures.picture(data).color, files))
    assert colors == [pictures.picture(data).color for data in files]
