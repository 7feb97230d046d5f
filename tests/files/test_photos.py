"""Photos from a phone: upright, bare of what the camera knew, and no larger than a page needs."""

import io
import random
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from grants.core.errors import Refused
from grants.files.inspect import inspect_apart
from grants.files.rules import HEAVY_IMAGE, LONG_SIDE, Kind
from tests.files import samples

PLACE, DEVICE, NOTE = b"GPSLatitude", b"Maker of phones", b"a private note"


def picture(size: tuple[int, int], *, rough: bool = False) -> Image.Image:
    """Red on the left, blue on the right, so that it can be seen which way is up."""
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    if rough:
        grain = Image.frombytes("L", size, random.Random(1).randbytes(size[0] * size[1]))
        made = ImageChops.add(made, Image.merge("RGB", [grain] * 3), scale=2)
    return made


def jpeg(image: Image.Image, *, turned: int = 1, **saving: Any) -> bytes:
    """With what a camera writes: place, device, comment, a thumbnail, a video behind."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, DEVICE.decode()
    exif[0x8825] = {1: "N", 2: (9.0, 24.0, 30.0), 29: PLACE.decode()}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=NOTE, **saving)
    return out.getvalue() + b"ftypmp42 moving " + NOTE


def png(image: Image.Image) -> bytes:
    told = PngInfo()
    told.add_text("Comment", NOTE.decode())
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=told)
    return out.getvalue()


def kept(folder: Path, content: bytes) -> bytes:
    path = folder / "photo"
    path.write_bytes(content)
    inspect_apart(path)
    return path.read_bytes()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("turned", [1, 3, 6, 8])
@pytest.mark.parametrize("size", [(400, 300), (3200, 2400)], ids=["small", "large"])
def test_a_photo_is_turned_upright_and_stripped(
    tmp_path: Path, turned: int, size: tuple[int, int]
) -> None:
    upright = picture(size, rough=True)
    back = {1: 0, 3: 180, 6: 90, 8: 270}[turned]
    content = kept(tmp_path, jpeg(upright.rotate(back, expand=True), turned=turned, quality=95))
    image = opened(content).convert("RGB")
    assert image.width > image.height
    left, right = (image.getpixel((at, image.height // 2)) for at in (5, image.width - 5))
    assert left[0] > left[2], "red is on the left"
    assert right[2] > right[0]
    for secret in (PLACE, DEVICE, NOTE, b"Exif"):
        assert secret not in content
    assert max(image.size) == min(LONG_SIDE, max(size))


def test_a_large_photo_becomes_far_smaller(tmp_path: Path) -> None:
    sent = jpeg(picture((4000, 3000), rough=True), quality=92)
    content = kept(tmp_path, sent)
    assert opened(content).size == (2400, 1800)
    assert len(content) < len(sent) / 2


def test_two_hundred_megapixels_fit_into_the_limits_of_the_check(tmp_path: Path) -> None:
    image = Image.new("RGB", (16_320, 12_240), "teal")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    del image
    assert opened(kept(tmp_path, out.getvalue())).size == (2400, 1800)


@pytest.mark.parametrize("size", [(2000, 1500), (3000, 2000)], ids=["short", "light"])
def test_a_scan_that_is_light_or_short_keeps_every_pixel(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scan = picture(size, rough=size[0] <= LONG_SIDE)
    sent = jpeg(scan, quality=90, progressive=True)
    assert (len(sent) < HEAVY_IMAGE) == (size[0] > LONG_SIDE)
    content = kept(tmp_path, sent)
    assert ImageChops.difference(opened(content), opened(sent)).getbbox() is None
    assert len(content) < len(sent)
    assert NOTE not in content
    drawn = png(scan)
    if len(drawn) < HEAVY_IMAGE or size[0] <= LONG_SIDE:
        content = kept(tmp_path, drawn)
        assert ImageChops.difference(opened(content), scan).getbbox() is None
        assert NOTE not in content


def test_colours_are_kept_with_their_profile(tmp_path: Path) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for size in ((400, 300), (3200, 2400)):
        sent = jpeg(picture(size, rough=True), quality=95, icc_profile=profile)
        assert opened(kept(tmp_path, sent)).info["icc_profile"] == profile


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_png_of_every_sort_is_made_smaller_and_stays_what_it_is(
    tmp_path: Path, mode: str
) -> None:
    grain = Image.frombytes("L", (2600, 1900), random.Random(2).randbytes(2600 * 1900))
    sent = png(Image.new(mode, grain.size) if mode == "I;16" else grain.convert(mode))
    content = kept(tmp_path, sent)
    assert opened(content).format == "PNG"
    assert len(content) <= len(sent)
    assert NOTE not in content


def test_cmyk_stays_cmyk(tmp_path: Path) -> None:
    sent = jpeg(picture((3200, 2400), rough=True).convert("CMYK"), quality=95)
    assert opened(kept(tmp_path, sent)).mode == "CMYK"


@pytest.mark.parametrize(
    ("make", "figures"),
    [
        (lambda: samples.huge_png(30_000, 30_000), ("30000 × 30000", "900 million", "50 million")),
        (lambda: _claiming(30_000, 30_000), ("30000 × 30000", "900 million", "200 million")),
    ],
    ids=["png", "jpeg"],
)
def test_an_image_of_thirty_thousand_squared_is_refused_with_its_figures_at_once(
    tmp_path: Path, make: Any, figures: tuple[str, ...]
) -> None:
    path = tmp_path / "photo"
    path.write_bytes(make())
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        inspect_apart(path)
    assert time.monotonic() - began < 5
    for figure in figures:
        assert figure in str(caught.value.message)


def _claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header says that it is huge."""
    made = bytearray(samples.image("JPEG"))
    at = made.index(b"\xff\xc0")
    made[at + 5 : at + 9] = height.to_bytes(2) + width.to_bytes(2)
    return bytes(made)


def test_a_photo_cut_off_is_refused(tmp_path: Path) -> None:
    for size in ((400, 300), (3200, 2400)):
        sent = jpeg(picture(size, rough=True), quality=90)
        path = tmp_path / "photo"
        path.write_bytes(sent[: len(sent) // 2])
        with pytest.raises(Refused) as caught:
            inspect_apart(path)
        assert "damaged" in str(caught.value.message)


def test_the_format_of_some_phones_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400)
    with pytest.raises(Refused) as caught:
        inspect_apart(path)
    assert "HEIC" in str(caught.value.message)
    assert "as a JPEG" in str(caught.value.message)


def test_the_kind_of_a_photo_is_that_of_its_content(tmp_path: Path) -> None:
    path = tmp_path / "photo.pdf"
    path.write_bytes(samples.image("PNG"))
    assert inspect_apart(path) is Kind.PNG
