"""An image: checked, turned upright, without what the camera wrote beside it, and made smaller.

A scan that is light or no longer than a page shows it keeps every pixel as it was sent: a
signature does not get worse by being uploaded. Only a photo that is long and heavy is drawn anew.
"""

import io
from pathlib import Path
from typing import Any

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.files.inspect.bare import bare_jpeg, bare_png
from grants.files.rules import (
    HEAVY_IMAGE,
    LONG_SIDE,
    MAX_BYTES,
    MAX_JPEG_PIXELS,
    MAX_PNG_PIXELS,
    MEGABYTE,
    Kind,
    refusal,
)

_ORIENTATION = 0x0112
_QUALITY = 85
_QUALITY_TURNED = 92  # drawn anew only to stand upright: nearly nothing may be lost
_DRAWN = ("L", "LA", "RGB", "RGBA", "CMYK")


def settle_image(path: Path, kind: Kind) -> None:
    """Rewrite the file as it is kept; raises Refused when it is damaged or too large."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit below is checked before any pixel is read
    try:
        with Image.open(path, formats=[kind.value.upper()]) as image:
            _check_pixels(*image.size, kind)
            kept = _settled(image, path.read_bytes(), kind)
    except Refused:
        raise
    except Exception:  # Pillow raises many kinds of error on broken files
        raise Refused(refusal(msg("This image is damaged and cannot be opened.")))
    if len(kept) > MAX_BYTES:
        raise Refused(refusal(_still_large()))
    path.write_bytes(kept)


def _check_pixels(width: int, height: int, kind: Kind) -> None:
    most = MAX_JPEG_PIXELS if kind is Kind.JPEG else MAX_PNG_PIXELS
    if width * height <= most:
        return
    raise Refused(
        refusal(
            msg(
                "This image is %(width)s × %(height)s: %(found)s million pixels, and the most is "
                "%(most)s million. Send a smaller copy.",
                width=width,
                height=height,
                found=width * height // 1_000_000,
                most=most // 1_000_000,
            )
        )
    )


def _settled(image: Any, sent: bytes, kind: Kind) -> bytes:
    """What is kept of the bytes sent."""
    width, height = image.size
    turned = image.getexif().get(_ORIENTATION, 1) != 1
    is_heavy = len(sent) > HEAVY_IMAGE or width * height > MAX_PNG_PIXELS
    if max(width, height) > LONG_SIDE and is_heavy:
        made = _drawn(image, kind, _QUALITY)
        if turned or len(made) < len(sent):
            return made
    elif turned or len(sent) > MAX_BYTES:
        return _drawn(image, kind, _QUALITY_TURNED if turned else _QUALITY)
    else:
        image.load()  # whole?
    return bare_jpeg(sent) if kind is Kind.JPEG else bare_png(sent)


def _drawn(image: Any, kind: Kind, quality: int) -> bytes:
    """The picture alone, upright and at most as long as a page shows it."""
    from PIL import Image, ImageOps

    scale = min(1, LONG_SIDE / max(image.size))
    # The JPEG decoder itself reads a half, a quarter or an eighth: never the whole in memory.
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    colours = image.info.get("icc_profile")
    picture = ImageOps.exif_transpose(image)
    if picture.mode not in _DRAWN:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        colours = None
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture.info = {}  # Pillow would write a comment found here
    out = io.BytesIO()
    how = {"quality": quality, "optimize": True} if kind is Kind.JPEG else {}
    picture.save(out, kind.value.upper(), icc_profile=colours, **how)
    return out.getvalue()


def _still_large() -> Message:
    return msg(
        "This image is larger than %(most)s MB even when made smaller. Send it as a JPEG.",
        most=MAX_BYTES // MEGABYTE,
    )
