"""Checks of an image: whole, and not larger than a page can show. The original is kept."""

from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.files.rules import MAX_PIXELS, Kind, refusal


def check_image(path: Path, kind: Kind) -> None:
    """Raises Refused when the image is damaged, of another kind, or has too many pixels."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit below is checked before any pixel is read
    try:
        with Image.open(path, formats=[kind.value.upper()]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Refused(
                    refusal(
                        msg(
                            "This image has %(found)s million pixels; the most is %(most)s million."
                            " Send a smaller copy.",
                            found=width * height // 1_000_000,
                            most=MAX_PIXELS // 1_000_000,
                        )
                    )
                )
            image.load()
    except Refused:
        raise
    except Exception:  # Pillow raises many kinds of error on broken files
        raise Refused(refusal(msg("This image is damaged and cannot be opened.")))
