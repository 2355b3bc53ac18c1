"""Files as people, phones and attackers send them."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageDraw

# The primaries of Adobe RGB (1998) as its profile tells them: XYZ under D50.
ADOBE = {
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x010F


def encoded(
    kind: str = "JPEG",
    size: tuple[int, int] = (400, 300),
    colour: Any = (200, 30, 30),
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def with_place(kind: str = "JPEG", orientation: int = 6) -> bytes:
    """It says where it was taken and by what, and that it lies on its side. The upper half is blue."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = orientation, "Somebody's camera"
    exif.get_ifd(GPS)[2] = (40.0, 46.0, 12.0)
    image = Image.new("RGB", (400, 300), (200, 30, 30))
    ImageDraw.Draw(image).rectangle((0, 0, 400, 150), (20, 30, 200))
    out = io.BytesIO()
    image.save(out, kind, exif=exif, xmp=b"<x:xmpmeta>Clara's kitchen</x:xmpmeta>")
    return out.getvalue()


def heic() -> bytes:
    """As a telephone keeps it."""
    pillow_heif.register_heif_opener()
    return encoded("HEIF", (640, 480))


def wide() -> dict[str, Any]:
    """Options for `encoded`: a profile whose primaries lie further out than sRGB's (a matrix profile by hand)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {
        bytes(profile[at : at + 4]): struct.unpack_from(">I", profile, at + 4)[0]
        for at in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12)
    }
    for tag, primary in ADOBE.items():
        struct.pack_into(">3i", profile, tags[tag] + 8, *(round(value * 65_536) for value in primary))
    return {"icc_profile": bytes(profile)}


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG that unpacks to gigabytes, in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    )


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("Applet.class", b"\xca\xfe\xba\xbe" * 9)
    return out.getvalue()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (400, 300), (shade, 0, 0)) for shade in (0, 120, 240)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def slow(scans: int = 101) -> bytes:
    """A progressive JPEG whose last scan is repeated until a decoder gives up."""
    data = encoded(progressive=True, size=(400, 400))
    at = data.rfind(b"\xff\xda")
    return data[:at] + data[at:-2] * scans + b"\xff\xd9"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='400'><script>alert(1)</script></svg>"
PAGE = b"<!doctype html><script>alert(1)</script>" * 40
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "an SVG": ("bag.svg", SVG, "SVG drawing"),
    "an SVG that calls itself a photograph": ("bag.jpg", SVG, "SVG drawing"),
    "a page that calls itself a photograph": ("bag.jpg", PAGE, "page of text"),
    "a GIF": ("bag.gif", b"GIF89a" + b"\1\0" * 40, "It is a GIF"),
    "an archive": ("bag.jpg", archive(), "Unpack it"),
    "a raw file": ("bag.NEF", encoded("TIFF"), "raw file"),
    "a JPEG and an archive at once": ("bag.jpg", encoded() + archive(), "archive hidden"),
    "a PNG and an archive at once": ("bag.png", encoded("PNG") + archive(), "archive hidden"),
    "a JPEG and a page at once": ("bag.jpg", encoded() + PAGE, "program text"),
    "a page in a JPEG's comment": ("bag.jpg", encoded(comment=b"<script>alert(1)</script>"), "program text"),
    "a program in a PNG": (
        "bag.png",
        encoded("PNG")[:-12] + png_chunk(b"tEXt", b"a\0<?php system($_GET[0]); ?>") + png_chunk(b"IEND", b""),
        "program text",
    ),
    "something behind a JPEG": ("bag.jpg", encoded() + b"\x7fELF" * 30, "120 bytes of something else"),
    "something behind a PNG": ("bag.png", encoded("PNG") + b"MZ" * 30, "60 bytes of something else"),
    "something behind a WebP": ("bag.webp", encoded("WEBP") + b"MZ" * 30, "60 bytes of something else"),
    "something behind an AVIF": ("bag.avif", encoded("AVIF") + b"MZMZMZMZMZMZ", "bytes|middle"),
    "a wrong ending": ("bag.png", encoded(), "ending .jpg"),
    "half a JPEG": ("bag.jpg", encoded(size=(900, 900))[:2_000], "stops in the middle"),
    "half a PNG": ("bag.png", encoded("PNG", (900, 900))[:600], "stops in the middle"),
    "half a WebP": ("bag.webp", encoded("WEBP", (900, 900))[:-40], "stops in the middle"),
    "half an AVIF": ("bag.avif", encoded("AVIF", (900, 900))[:-40], "stops in the middle"),
    "half a TIFF": ("bag.tif", encoded("TIFF", (900, 900))[:-4_000], "middle|can't be read"),
    "a moving WebP": ("bag.webp", animated("WEBP"), "moves or holds several"),
    "a moving PNG": ("bag.png", animated("PNG"), "moves or holds several"),
    "a moving AVIF": ("bag.avif", animated("AVIF"), "moves or holds several"),
    "several pages": ("bag.tiff", animated("TIFF"), "moves or holds several"),
    "a bomb": ("bag.png", bomb(), "million pixels"),
    "a bomb that Pillow would take": ("bag.png", bomb(9_000, 8_000), "9,000 x 8,000; at most 64 million"),
    "a hundred layers": ("bag.jpg", slow(), "slow to open"),
    "a stamp": ("bag.jpg", encoded(size=(40, 400)), "40 x 400: its shorter side needs 200"),
    "nothing": ("bag.jpg", b"", "empty"),
    "noise": ("bag.jpg", b"RIFF broken", "can't be read"),
}
