"""Which encoding and delimiter a file has, found without reading it into memory."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

BLOCK = 1 << 16
SAMPLE_LINES = 200
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets of our resellers' countries write when they don't write UTF-8. A few accents can't tell cp1250
# from cp1252; the names of the houses are French and Italian.
LEGACY = ["cp1252", "cp1251", "mac_roman", "cp932", "gb18030", "big5", "cp949"]


def encoding_of(path: Path) -> str:
    """The encoding to open the file with: by BOM, by NULs (UTF-16), UTF-8 if it fits, else the likeliest legacy one.

    A UTF-8 file with a few broken bytes is still UTF-8: the rows that hold them are refused one by one.
    """
    with path.open("rb") as file:
        head = file.read(BLOCK)
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    if (wide := _utf16_without_bom(head)) is not None:
        return wide
    good, bad = _lines_with_accents(path)
    if not bad or good > 10 * len(bad):
        return "utf-8"
    best = from_bytes(b"".join(bad), cp_isolation=LEGACY).best()
    return best.encoding if best else "cp1252"


def _utf16_without_bom(head: bytes) -> str | None:
    """ASCII text in UTF-16 is NUL in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    quarter = len(head) / 4
    if odd > quarter:
        return "utf-16-le"
    return "utf-16-be" if even > quarter else None


def _lines_with_accents(path: Path) -> tuple[int, list[bytes]]:
    """How many lines beyond ASCII are UTF-8, and a sample of those that aren't."""
    good, bad = 0, []
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            if _is_utf8(line):
                good += 1
            else:
                bad.append(line)
            if len(bad) > SAMPLE_LINES:
                break
    return good, bad


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(header: str) -> str:
    """The delimiter of a header line: whichever of , ; tab | stands in it most often."""
    return max(",;\t|", key=header.count)
