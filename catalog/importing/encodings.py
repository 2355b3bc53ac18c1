"""Which encoding a file has, found without reading it into memory."""

import codecs
from collections.abc import Callable
from pathlib import Path

from charset_normalizer import from_bytes

BLOCK = 1 << 16
SAMPLE_LINES = 200
BROKEN = "\udcff"  # stands where bytes weren't text; its row is refused
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets of our resellers' countries write when they don't write UTF-8. A few accents can't tell cp1250
# from cp1252; the names of the houses are French and Italian.
LEGACY = ["cp1252", "cp1251", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949"]

codecs.register_error("mark", lambda problem: (BROKEN, problem.end))  # type: ignore[attr-defined]


def encoding_of(path: Path, names_columns: Callable[[str], int]) -> str:
    """The encoding to open the file with: by BOM, by NULs (UTF-16), UTF-8 if it fits, else the likeliest legacy one.

    `names_columns` counts the columns known in some text: the encoding in which the header makes sense is the one.
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
    if (found := _by_header(head, names_columns)) is not None:
        return found
    best = from_bytes(b"".join(bad), cp_isolation=LEGACY).best()
    return best.encoding if best else "cp1252"


def _by_header(head: bytes, names_columns: Callable[[str], int]) -> str | None:
    """The one legacy encoding in which more columns are known than in any other."""
    start = b"\n".join(head.replace(b"\r", b"\n").split(b"\n")[:30])
    known = {name: names_columns(start.decode(name, "replace")) for name in LEGACY}
    best = max(known.values())
    leading = [name for name, count in known.items() if count == best]
    return leading[0] if len(leading) == 1 else None


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
        while line := file.readline(BLOCK):
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
    """Whether it is UTF-8, but for a letter that the end of the block cuts."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True
