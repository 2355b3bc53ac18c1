"""The papers as PDF: facts become words, the templates beside this file set them."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from logistics.documents.facts import Invoice, InvoiceItem, Slip, SlipPiece
from logistics.gateway import Address, Dispatch
from portero.core.money import dollars
from portero.core.pdf import render
from portero.core.words import country

HERE = Path(__file__).parent
INCOTERMS = {"DDP": "Delivered duty paid: the shipper pays duties and taxes", "DAP": "Delivered at place"}


def packing_slip(slip: Slip) -> bytes:
    """One sheet for the box, and for a gift a card with the note that the packer copies by hand."""
    data = {
        "number": slip.number,
        "order": slip.order,
        "on": _day(slip.on),
        "to": _lines(slip.recipient),
        "carrier": slip.carrier,
        "pieces": [_slip_piece(piece) for piece in slip.pieces],
        "count": len(slip.pieces),
        "gift": slip.gift,
        "note": slip.note,
        "return_days": slip.return_days,
        "care": slip.care,
    }
    return render(HERE / "packing_slip.typ", data)


def gift_card(note: str) -> bytes:
    """The card of a gift, six by four inches, with her words as she typed them: an empty line begins a paragraph."""
    paragraphs = [part.splitlines() for part in re.split(r"\n\s*\n", note.replace("\r\n", "\n").strip())]
    return render(HERE / "gift_card.typ", {"paragraphs": paragraphs, "length": len(note)})


def commercial_invoice(invoice: Invoice) -> bytes:
    """The invoice that goes with a parcel across a border."""
    data = {
        "number": invoice.number,
        "order": invoice.order,
        "on": f"{invoice.on:%d %b %Y}",
        "shipper": [*_lines(invoice.shipper), *_reach(invoice.shipper)],
        "consignee": [*_lines(invoice.consignee), *_reach(invoice.consignee)],
        "items": [_invoice_item(item) for item in invoice.items],
        "goods": dollars(invoice.goods, cents=True),
        "freight": dollars(invoice.freight, cents=True),
        "insurance": dollars(invoice.insurance, cents=True),
        "total": dollars(invoice.total, cents=True),
        "pieces": sum(item.quantity for item in invoice.items),
        "weight": _kilos(invoice.gross_grams),
        "carrier": invoice.carrier,
        "tracking": invoice.tracking_number,
        "filing": invoice.filing,
        "signer": invoice.signer,
        "incoterm": invoice.incoterm,
        "incoterm_words": INCOTERMS.get(invoice.incoterm, ""),
        "reason": invoice.reason,
        "currency": invoice.currency,
        "origin": country(invoice.shipper.country),
        "destination": country(invoice.consignee.country),
    }
    return render(HERE / "commercial_invoice.typ", data)


def address_label(dispatch: Dispatch, *, carrier: str, service: str, number: str) -> bytes:
    """Four by six inches: who sends it, who gets it, and the number as text and QR code."""
    code = BytesIO()
    segno.make(number, error="m").save(code, kind="png", scale=8, border=0)
    data = {
        "sender": _lines(dispatch.sender),
        "recipient": _lines(dispatch.recipient),
        "phone": dispatch.recipient.phone,
        "carrier": carrier,
        "service": service,
        "number": number,
        "reference": dispatch.reference,
        "signature": dispatch.signature,
    }
    return render(HERE / "address_label.typ", data, files={"code.png": code.getvalue()})


def _lines(address: Address) -> list[str]:
    return [*address.lines, country(address.country)]


def _reach(address: Address) -> list[str]:
    return [text for text in (address.phone, address.email) if text]


def _slip_piece(piece: SlipPiece) -> dict[str, Any]:
    return {
        "number": piece.number,
        "name": piece.name,
        "detail": piece.detail,
        "tag": piece.security_tag,
        "price": "" if piece.price is None else dollars(piece.price, cents=True),
    }


def _invoice_item(item: InvoiceItem) -> dict[str, Any]:
    return {
        "description": item.description,
        "number": item.number,
        "hs": item.hs_code,
        "made_in": country(item.made_in) if item.made_in else "Not known",
        "quantity": item.quantity,
        "weight": _kilos(item.grams * item.quantity),
        "unit": dollars(item.value, cents=True),
        "value": dollars(item.value * item.quantity, cents=True),
    }


def _kilos(grams: int) -> str:
    return f"{grams / 1000:.2f} kg"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
