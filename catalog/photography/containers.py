"""What a file really is, told from its bytes: its kind, where the picture ends, and what else is hidden in it.

Pillow decodes a picture and ignores what stands behind it. That is how a file can be a photograph and a Java archive
at once. We keep none of the bytes we are sent (darkroom encodes anew), but such a file comes from nobody's camera:
it is refused.
"""

import io
import re
import struct
import zipfile
from pathlib import PurePath

from catalog.photography.refusals import BadPicture

ENDINGS = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "PNG": {".png"},
    "WEBP": {".webp"},
    "AVIF": {".avif"},
    "HEIF": {".heic", ".heif", ".hif"},
    "TIFF": {".tif", ".tiff"},
}
TAKEN = "JPEG, HEIC, PNG, WebP, AVIF or TIFF"
RAW = {".dng", ".nef", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2"}
MOST_SCANS = (
    100  # of a progressive JPEG; thousands of scans keep a decoder busy for minutes (libjpeg-turbo's advice)
)

SAVE_ANEW = "Open it in an editor and save it anew as JPEG."
CUT_OFF = "It stops in the middle: it wasn't copied whole. Send it again."
ANIMATED = "It moves or holds several pictures. Send each as a picture of its own."
FOREIGN = (
    (b"GIF8", f"It is a GIF. Send a photograph as {TAKEN}."),
    (b"%PDF", f"It is a PDF. Send the photographs in it as {TAKEN}."),
    (b"PK\3\4", "It is an archive. Unpack it and send the photographs in it."),
    (b"8BPS", "It is a Photoshop file. Export it as JPEG or PNG."),
    (b"BM", "It is a BMP. Save it as PNG."),
)
CODE = re.compile(rb"<script|<iframe|<\?php\s|<!doctype html", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def kind_of(data: bytes, name: str = "") -> str:
    """JPEG, PNG, WEBP, AVIF, HEIF or TIFF, by its bytes. Raises BadPicture for anything else and for polyglots.

    `name` is what the sender called it: its ending has to tell the truth.
    """
    _check_foreign(data, name)
    kind = _signature(data)
    if not kind:
        raise BadPicture(f"It can't be read as a picture. Send {TAKEN}.")
    ending = PurePath(name).suffix.casefold()
    if ending and ending not in ENDINGS[kind]:
        right = "heic" if kind == "HEIF" else kind.casefold().replace("jpeg", "jpg")
        raise BadPicture(
            f"It is called {ending} and is {_a(kind)}. Give it the ending .{right} and send it again."
        )
    _check_hidden(data)
    {
        "JPEG": _check_jpeg,
        "PNG": _check_png,
        "WEBP": _check_webp,
        "AVIF": _check_boxes,
        "HEIF": _check_boxes,
    }.get(kind, lambda data: None)(data)
    return kind


def _check_foreign(data: bytes, name: str) -> None:
    if not data:
        raise BadPicture("It is empty: it wasn't copied whole. Send it again.")
    if PurePath(name).suffix.casefold() in RAW:
        raise BadPicture("It is a camera's raw file. Export it as JPEG or TIFF.")
    for start, why in FOREIGN:
        if data.startswith(start):
            raise BadPicture(why)
    if _MARKUP.match(data[:64]):
        what = "an SVG drawing" if b"<svg" in data[:4_096].lower() else "a page of text"
        raise BadPicture(f"It is {what}, not a photograph. Send {TAKEN}.")


def _signature(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _brand(data)
    return "TIFF" if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") else ""


def _brand(data: bytes) -> str:
    """The first box of an ISO media file names what it is compatible with."""
    length = min(struct.unpack_from(">I", data)[0], 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length - 3, 4))}
    if data[8:12] in (
        b"avis",
        b"hevc",
        b"hevx",
        b"msf1",
    ):  # telephones name sequences as something they fit too
        raise BadPicture(ANIMATED)
    if b"avif" in brands:
        return "AVIF"
    return "HEIF" if brands & {b"heic", b"heix", b"heim", b"heis", b"mif1"} else ""


def _check_hidden(data: bytes) -> None:
    """An archive, a page or a program in the same bytes."""
    if b"%PDF-" in data[:1_024] or CODE.search(data):
        raise BadPicture(f"There is program text hidden in it. {SAVE_ANEW}")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise BadPicture(f"There is an archive hidden in it. {SAVE_ANEW}")


def _check_jpeg(data: bytes) -> None:
    behind = data[_end_of_jpeg(data) :].strip(b"\0")
    # What cameras append: a gain map or preview (JPEG), the seconds around a photograph (MP4), Samsung's notes.
    # None of it is kept.
    if behind[4:8] == b"ftyp" or behind.endswith(b"SEFT"):
        return
    if behind.startswith(b"\xff\xd8\xff"):
        _check_jpeg(behind)
    elif behind:
        raise BadPicture(f"{len(behind):,} bytes of something else stand behind the picture. {SAVE_ANEW}")


def _end_of_jpeg(data: bytes) -> int:
    """The place behind the end-of-image marker. Raises BadPicture where there is none, or far too many scans."""
    at, scans = 2, 0
    while found := _JPEG_MARKER.search(data, at):
        marker, at = data[found.end() - 1], found.end()
        if marker == 0xD9:
            return at
        if at + 2 > len(data):
            break
        at += struct.unpack_from(">H", data, at)[0]
        scans += marker == 0xDA
        if scans > MOST_SCANS:
            raise BadPicture(f"It is built to be slow to open, in over {MOST_SCANS} layers. {SAVE_ANEW}")
    raise BadPicture(CUT_OFF)


def _check_png(data: bytes) -> None:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if kind == b"acTL":
            raise BadPicture(ANIMATED)
        if kind == b"IEND":
            return _check_end(data, at)
    raise BadPicture(CUT_OFF)


def _check_webp(data: bytes) -> None:
    if data[12:16] == b"VP8X" and data[20:21] and data[20] & 2:
        raise BadPicture(ANIMATED)
    (length,) = struct.unpack_from("<I", data, 4)
    _check_end(data, 8 + length + length % 2)


def _check_boxes(data: bytes) -> None:
    """AVIF and HEIC are boxes one behind the other; together they are the file."""
    at = 0
    while at + 8 <= len(data):
        length, _ = struct.unpack_from(">I4s", data, at)
        if length == 1 and at + 16 <= len(data):
            (length,) = struct.unpack_from(">Q", data, at + 8)
        if length == 0:  # the last one, to the end of the file
            return
        if length < 8:
            break
        at += length
    _check_end(data, at)


def _check_end(data: bytes, end: int) -> None:
    if end > len(data):
        raise BadPicture(CUT_OFF)
    if behind := data[end:].strip(b"\0"):
        raise BadPicture(f"{len(behind):,} bytes of something else stand behind the picture. {SAVE_ANEW}")


def _a(kind: str) -> str:
    return {"AVIF": "an AVIF", "HEIF": "a HEIC"}.get(kind, f"a {kind}")
