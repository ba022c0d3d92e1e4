"""Makes small pictures of what strangers send: decoded here, drawn anew, and nothing kept but the picture itself."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.domain.errors import BadInput
from app.domain.phrase import phrase

FACE = 192  # pixels, square
WIDEST = 1280  # pixels
_TALLEST = 1920
_MOST_PIXELS = 40_000_000  # 160 MB while it is decoded; a photograph from a telephone has 12 to 50 million
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # told by content; what people call it does not matter
_QUALITY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A WebP picture. Sizes are in pixels."""

    body: bytes
    width: int
    height: int


def face(data: bytes) -> Thumbnail:
    """Return the middle of a picture as a square of 192 pixels; BadInput when it is none that can be drawn."""
    return _drawn(data, square=True)


def picture(data: bytes) -> Thumbnail:
    """Return a picture at most 1280 wide, never enlarged; BadInput when it is none that can be drawn."""
    return _drawn(data, square=False)


def _drawn(data: bytes, *, square: bool) -> Thumbnail:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of bombs, and of files that are not what they should be
            return _redrawn(data, square=square)
    except BadInput:
        raise
    except Exception as error:  # a decoder raises whatever it likes, and the file may be anything
        raise BadInput(phrase("it is no picture that can be drawn: JPEG, PNG, WebP or GIF")) from error


def _redrawn(data: bytes, *, square: bool) -> Thumbnail:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as found:
        if found.width * found.height > _MOST_PIXELS:
            raise BadInput(phrase("it has more than {n} million pixels", n=_MOST_PIXELS // 1_000_000))
        found.draft("RGB", (2 * WIDEST, 2 * WIDEST))  # a JPEG is decoded at a part of its size
        found.seek(0)
        image = ImageOps.exif_transpose(found)
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if square:
        image = ImageOps.fit(image, (FACE, FACE), Image.Resampling.LANCZOS)
    else:
        image.thumbnail((WIDEST, _TALLEST), Image.Resampling.LANCZOS)
    bare = Image.frombytes(image.mode, image.size, image.tobytes())  # where it was taken, and by whom, stays behind
    drawn = io.BytesIO()
    bare.save(drawn, "WEBP", quality=_QUALITY, method=4)
    return Thumbnail(body=drawn.getvalue(), width=bare.width, height=bare.height)
