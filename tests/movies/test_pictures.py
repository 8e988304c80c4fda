import random
import re
import struct
import tracemalloc
from io import BytesIO

import pytest
from PIL import Image
from provider_stub import FILMS, huge_png, poster

from moviediary.errors import GiveUp
from moviediary.movies.picture_limits import MAX_BYTES
from moviediary.movies.pictures import picture

RED, BLUE = (200, 30, 30), (20, 40, 200)


def drawn(mode="RGB", size=(300, 450), kind="JPEG", color=RED, **options):
    out = BytesIO()
    Image.new("RGB", size, color).convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


def near(color, wanted):
    return all(abs(one - other) < 12 for one, other in zip(color, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_in_two_widths(kind):
    made = picture(drawn(size=(1200, 1800), kind=kind))
    large, small = opened(made.large), opened(made.small)
    assert (large.format, large.size, small.format, small.size) == ("WEBP", (600, 900), "WEBP", (220, 330))
    assert near(large.getpixel((300, 450)), RED)


def test_a_small_picture_is_not_blown_up():
    made = picture(drawn(size=(150, 220)))
    assert (opened(made.large).size, opened(made.small).size) == ((150, 220), (150, 220))


def test_nothing_is_cropped_from_a_wide_picture():
    assert opened(picture(drawn(size=(2000, 500))).large).size == (600, 150)


def test_the_dominant_colour_is_the_one_there_is_most_of():
    image = Image.new("RGB", (300, 450), BLUE)
    image.paste(RED, (0, 0, 300, 150))
    out = BytesIO()
    image.save(out, "PNG")
    color = picture(out.getvalue()).color
    assert re.fullmatch(r"#[0-9a-f]{6}", color)
    assert near(bytes.fromhex(color[1:]), BLUE)


def test_the_same_file_makes_the_same_picture():
    assert picture(poster(FILMS[0])) == picture(poster(FILMS[0]))
    assert picture(poster(FILMS[0])).large != picture(poster(FILMS[1])).large


def test_where_a_photo_was_taken_does_not_stay_in_it():
    exif = Image.Exif()
    exif[0x010E] = "my living room"
    exif.get_ifd(0x8825)[2] = (38.0, 42.0, 30.0)
    data = drawn(exif=exif, comment=b"my living room", icc_profile=b"my living room" * 20)
    assert b"living room" in data
    made = picture(data)
    for file in (made.large, made.small):
        assert b"living room" not in file
        assert not opened(file).getexif()
        assert not {"exif", "icc_profile", "xmp"} & opened(file).info.keys()
        assert b"EXIF" not in file


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (20, 20)), (3, (280, 430)), (6, (430, 20)), (8, (20, 280)), (99, (20, 20))]
)
def test_a_photo_is_turned_upright(orientation, corner):
    image = Image.new("RGB", (300, 450), BLUE)
    image.paste(RED, (0, 0, 60, 60))
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    image.save(out, "JPEG", exif=exif, quality=95)
    made = opened(picture(out.getvalue()).large)
    assert made.size == ((450, 300) if orientation in (6, 8) else (300, 450))
    assert near(made.getpixel(corner), RED)


def test_a_sideways_photo_gets_the_full_width():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(picture(drawn(size=(3000, 1000), exif=exif)).large).size == (600, 1800)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP")],
)
def test_every_way_of_storing_colours_is_read(mode, kind):
    color = (255, 255, 255) if mode == "1" else RED
    wanted = (77, 77, 77) if mode in ("L", "LA") else color
    made = opened(picture(drawn(mode, (800, 1200), kind, color)).large)
    assert (made.mode, made.size) == ("RGB", (600, 900))
    assert near(made.getpixel((300, 450)), wanted)


def test_holes_show_the_dark_of_the_page():
    holes = Image.new("RGBA", (300, 450), (255, 255, 255, 0))
    palette = Image.new("P", (300, 450), 0)
    palette.putpalette([255, 255, 255, 200, 30, 30])
    for image, options in (
        (holes, {}),
        (palette, {"transparency": 0}),
        (Image.new("RGB", (300, 450)), {"transparency": (0, 0, 0)}),
    ):
        out = BytesIO()
        image.save(out, "PNG", **options)
        assert near(opened(picture(out.getvalue()).large).getpixel((150, 200)), (0x12, 0x10, 0x0E))


def test_sixteen_bits_of_grey_become_eight():
    out = BytesIO()
    Image.frombytes("I;16", (300, 450), b"\x00\x80" * 300 * 450).save(out, "PNG")
    assert near(opened(picture(out.getvalue()).large).getpixel((150, 200)), (128, 128, 128))


def test_of_the_two_pictures_phones_store_the_first_is_used():
    out = BytesIO()
    Image.new("RGB", (300, 450), RED).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 450), BLUE)])
    assert near(opened(picture(out.getvalue()).large).getpixel((150, 200)), RED)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="450"><script>alert(1)</script></svg>'
NOT_PICTURES = {
    "nothing": b"",
    "html": b"<!doctype html><title>Sign in</title>",
    "svg": SVG,
    "text": b"hello" * 100,
    "gif": drawn(kind="GIF"),
    "bmp": drawn(kind="BMP"),
    "tiff": drawn(kind="TIFF"),
    "a jpeg's beginning": b"\xff\xd8\xff\xe0",
    "a png's beginning": b"\x89PNG\r\n\x1a\n",
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 450\n",
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES)
def test_what_is_no_picture_of_the_three_kinds_is_refused(data):
    with pytest.raises(GiveUp, match=r"not a picture that can be read. Use a JPEG, PNG or WebP\."):
        picture(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_breaks_off_is_refused(kind, share):
    noise = BytesIO()
    Image.effect_noise((300, 450), 80).convert("RGB").save(noise, kind)
    data = noise.getvalue()
    with pytest.raises(GiveUp, match="not a picture that can be read"):
        picture(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    "size", [(7100, 7100), (5001, 5000), (10_001, 200), (10_000, 10_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_refused_before_they_are_unpacked(size):
    data = huge_png(*size)
    tracemalloc.start()
    with pytest.raises(GiveUp, match=r"too big|cannot be read|not a picture"):
        picture(data)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_the_sentence_about_a_big_picture_says_how_big():
    with pytest.raises(GiveUp, match=r"too big: 7100 × 7100 pixels\. At most 25 million"):
        picture(huge_png())


def test_twenty_five_million_pixels_are_read():
    assert opened(picture(drawn("L", (5000, 5000), "PNG", compress_level=1)).large).size == (600, 600)


def test_a_webp_may_have_fewer_as_unpacking_it_takes_more():
    with pytest.raises(GiveUp, match="At most 9 million"):
        picture(drawn(size=(3200, 3200), kind="WEBP"))


def test_more_than_eight_megabytes_are_refused():
    with pytest.raises(GiveUp, match="more than 8 MB"):
        picture(drawn() + b"\0" * MAX_BYTES)


@pytest.mark.parametrize("size", [(99, 400), (400, 99), (1, 1)])
def test_a_tiny_picture_is_refused(size):
    with pytest.raises(GiveUp, match=f"too small: {size[0]} × {size[1]} pixels"):
        picture(drawn(size=size))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_picture_that_moves_is_refused(kind):
    out = BytesIO()
    frames = [Image.new("RGB", (300, 450), color) for color in (RED, BLUE)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(GiveUp, match="moves"):
        picture(out.getvalue())


def test_a_text_that_unpacks_to_a_gigabyte_is_refused():
    import zlib

    bomb = zlib.compress(b"\0" * 80_000_000)
    chunk = b"zTXt" + b"a\0\0" + bomb
    data = drawn(kind="PNG")
    data = data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    with pytest.raises(GiveUp, match="not a picture that can be read"):
        picture(data)


# Pillow warns of tags it skips; whether the picture is used or refused is what counts.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_files_broken_at_random_are_read_or_refused_and_nothing_else():
    chance = random.Random(4711)
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = [drawn(size=(120, 150), kind=kind, **more) for kind in ("JPEG", "PNG", "WEBP") for more in ({}, {"exif": exif})]
    refused = 0
    for _ in range(1000):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(min(len(data), chance.choice((60, 400, 10_000))))] = chance.randrange(256)
        try:
            made = picture(bytes(data))
        except GiveUp:
            refused += 1
        else:
            assert opened(made.large).format == "WEBP"
    assert 100 < refused < 1000
