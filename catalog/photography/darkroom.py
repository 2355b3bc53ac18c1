"""A file from outside becomes a photograph of ours: checked, upright, in sRGB, without metadata, encoded anew.

It runs in a process of its own (intake starts it) with little memory, little time, no file to write and none of the
shop's secrets: a picture made to break its decoder breaks that process alone. Imports nothing of Django.
"""

import io
import json
import resource
import sys
import warnings

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from catalog.photography.containers import ANIMATED, CUT_OFF, SAVE_ANEW, kind_of
from catalog.photography.refusals import BadPicture
from catalog.photography.results import Encoded

MOST_PIXELS = 64_000_000  # the largest full-frame cameras; 192 MB when unpacked
SMALLEST_SIDE = 200
BOX = (2_400, 3_000)  # what a photograph is kept within: the widest rendition, at the shop's 4:5
QUALITY = 90  # of the kept WebP, which all renditions are made from
PAPER = (247, 243, 237)  # the ground of every photograph (design/README, --paper)
MEMORY_BYTES = 1_800_000_000
CPU_SECONDS = 30
UNFIT = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Warning)


def develop(data: bytes, name: str = "") -> Encoded:
    """A photograph of ours from what somebody sent under that name. Raises BadPicture."""
    kind = kind_of(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _flat(_in_srgb(ImageOps.exif_transpose(_unpacked(data, kind))))
    except UNFIT as problem:
        raise _refusal(problem) from None
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return Encoded(out.getvalue(), *image.size)


def main() -> None:
    """The process: the sender's name and a file on standard input, facts and our picture on standard output."""
    _limit()
    name = json.loads(sys.stdin.buffer.readline())
    facts: dict[str, str | int]
    try:
        encoded = develop(sys.stdin.buffer.read(), name)
    except BadPicture as why:
        facts, data = {"refused": str(why)}, b""
    except MemoryError:
        facts, data = {"refused": f"It takes too much memory to open. {SAVE_ANEW}"}, b""
    else:
        facts, data = {"width": encoded.width, "height": encoded.height}, encoded.data
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + data)


def _limit() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _unpacked(data: bytes, kind: str) -> Image.Image:
    """Reading the header costs nothing: what is too large is refused before a pixel is unpacked."""
    pillow_heif.register_heif_opener()
    image = Image.open(io.BytesIO(data), formats=["HEIF" if kind == "HEIF" else kind])
    _check_size(*image.size)
    # A JPEG may carry a preview, a HEIC a burst: the first picture is the photograph.
    if kind not in ("JPEG", "HEIF") and getattr(image, "n_frames", 1) > 1:
        raise BadPicture(ANIMATED)
    if kind == "JPEG":
        image.draft(image.mode, (BOX[1], BOX[1]))  # unpacked at a half or a quarter where that is enough
    image.load()
    return image


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadPicture(
            f"It is {width:,} x {height:,}; at most {MOST_PIXELS // 1_000_000} million pixels are taken. "
            f"Export it smaller: {BOX[0]:,} wide is enough."
        )
    if min(width, height) < SMALLEST_SIDE:
        raise BadPicture(
            f"It is {width} x {height}: its shorter side needs {SMALLEST_SIDE} pixels. "
            "Send it as the camera took it."
        )


def _refusal(problem: Exception) -> BadPicture:
    if isinstance(problem, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return BadPicture(f"It has more than {MOST_PIXELS // 1_000_000} million pixels. Export it smaller.")
    if "truncated" in str(problem) or isinstance(problem, EOFError):
        return BadPicture(CUT_OFF)
    return BadPicture(f"It can't be read as a picture: {problem}"[:200].rstrip(".") + f". {SAVE_ANEW}")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as the camera meant them: the embedded profile is applied, since it is taken off with the metadata."""
    image = _eight_bits(image)
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode=mode,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError:  # a broken profile, or one for another mode
        return image
    return converted or image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey, which Pillow would cut off rather than scale."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return image


def _flat(image: Image.Image) -> Image.Image:
    """RGB alone: what is transparent stands on the shop's paper. A new image, so that no metadata comes along."""
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        clean = Image.new("RGB", layer.size, PAPER)
        clean.paste(layer, mask=layer.getchannel("A"))
        return clean
    rgb = image.convert("RGB")
    clean = Image.new("RGB", rgb.size)
    clean.paste(rgb)
    return clean
