"""The file of a label: one page of four by six inches, or the smallest picture."""

import struct
import zlib

from ..base.errors import Json

FONTS = b"<< /Font << /F1 5 0 R >> >>"


def of(shipment: Json, kind: str) -> bytes:
    """Return a PDF that names sender, recipient and number, or a blank PNG."""
    return _png() if kind == "png" else _pdf(_lines(shipment))


def _lines(shipment: Json) -> list[str]:
    rate, to, sender = shipment["selected_rate"], shipment["to_address"], shipment["from_address"]
    town = " ".join(str(to[name]) for name in ("city", "state", "zip", "country") if to[name])
    return [
        "TEST LABEL, NOT FOR THE POST",
        f"{rate['carrier']} {rate['service']}",
        f"From {sender['name']}, {sender['city']}",
        "",
        *(str(to[name]) for name in ("name", "street1", "street2") if to[name]),
        town,
        "",
        str(shipment["tracking_code"]),
        str(shipment["options"].get("print_custom_1") or ""),
    ]


def _pdf(lines: list[str]) -> bytes:
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 13 Tf 16 TL 18 400 Td\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 288 432] /Contents 4 0 R /Resources " + FONTS + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\x00\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
