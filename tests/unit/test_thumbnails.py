"""Small pictures of what strangers send: drawn anew, whatever the file says of itself."""

import io
import struct
import zlib

import pytest
from PIL import Image

from app.domain.errors import BadInput
from app.outlets.thumbnails import face, picture


def _file(image: Image.Image, kind: str = "PNG", **facts: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **facts)
    return file.getvalue()


def _seen(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    assert image.format == "WEBP"
    image.load()
    return image


def _two_halves(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), (255, 0, 0))
    image.paste((0, 0, 255), (width // 2, 0, width, height))
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_face_is_the_middle_of_a_picture_as_a_square(kind: str) -> None:
    thumbnail = face(_file(_two_halves(600, 300), kind))
    assert (thumbnail.width, thumbnail.height) == (192, 192)
    image = _seen(thumbnail.body).convert("RGB")
    assert image.size == (192, 192)
    red, blue = image.getpixel((20, 96)), image.getpixel((172, 96))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


def test_a_picture_is_made_smaller_and_never_larger() -> None:
    wide = picture(_file(_two_halves(2560, 1000)))
    assert (wide.width, wide.height) == (1280, 500)
    assert _seen(wide.body).size == (1280, 500)
    small = picture(_file(_two_halves(64, 48)))
    assert (small.width, small.height) == (64, 48)
    tall = picture(_file(_two_halves(40, 20_000)))
    assert tall.height == 1920


def test_what_a_camera_wrote_into_a_file_stays_behind_and_its_turn_is_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turned by a quarter
    exif[0x010E] = "at home, 59.3293 N"
    sent = _file(_two_halves(400, 200), "JPEG", exif=exif, comment=b"at home", icc_profile=b"x" * 200)
    drawn = picture(sent)
    assert (drawn.width, drawn.height) == (200, 400)
    for trace in (b"at home", b"59.3293", b"EXIF", b"ICCP", b"XMP"):
        assert trace not in drawn.body
    assert _seen(drawn.body).info.keys() <= {"loop", "background", "timestamp", "duration"}


def test_of_a_moving_picture_the_first_moment_is_kept() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "lime", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = _file(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        image = _seen(picture(moving).body)
        assert getattr(image, "n_frames", 1) == 1
        pixel = image.convert("RGB").getpixel((25, 25))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200 > pixel[1]


def test_what_is_transparent_stays_so() -> None:
    image = _seen(face(_file(Image.new("RGBA", (200, 200), (0, 0, 0, 0)))).body)
    assert image.convert("RGBA").getpixel((10, 10))[3] == 0  # type: ignore[index]  # four bands


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><title>Not found</title>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"GIF89a",
        _file(Image.new("RGB", (400, 400)), "JPEG")[:-400],
        _file(Image.new("RGB", (40, 40)), "BMP"),
        _file(Image.new("RGB", (40, 40)), "TIFF"),
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    for draw in (face, picture):
        with pytest.raises(BadInput, match="it is no picture"):
            draw(sent)


def test_a_bomb_is_told_by_its_head_and_never_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (7_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))
        with pytest.raises(BadInput, match=r"million pixels|no picture"):
            picture(bomb)
