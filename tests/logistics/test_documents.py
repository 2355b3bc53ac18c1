"""Papers: what must stand on them, and what must not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from logistics import documents
from logistics.documents import Invoice, InvoiceItem, Slip, SlipPiece, papers
from logistics.gateway import office
from portero.core import pdf
from tests.factories.carrier import AMELIE, CLARA, a_dispatch

PIECE = SlipPiece("P-100234-5", "Hermès Birkin 30", "Excellent", "T-90411", Decimal(12500))
SLIP: dict[str, Any] = {
    "number": "R-4821-1",
    "order": "R-4821",
    "on": date(2026, 11, 21),
    "recipient": CLARA,
    "carrier": "USPS Priority Mail",
}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What reaches the template."""
    seen: dict[str, Any] = {}
    real = pdf.render

    def watched(template: Any, data: dict[str, Any], **options: Any) -> bytes:
        seen.update(data)
        return real(template, data, **options)

    monkeypatch.setattr(papers, "render", watched)
    return seen


def test_a_slip_names_piece_number_tag_and_count(printed: dict[str, Any]) -> None:
    paper = documents.packing_slip(Slip(**SLIP, pieces=(PIECE,)))
    assert paper.startswith(b"%PDF-")
    assert printed["pieces"] == [
        {
            "number": "P-100234-5",
            "name": "Hermès Birkin 30",
            "detail": "Excellent",
            "tag": "T-90411",
            "price": "$12,500.00",
        }
    ]
    assert (printed["count"], printed["gift"]) == (1, False)


@pytest.mark.parametrize(
    ("note", "paragraphs"),
    [
        ("Happy birthday, Léa.", [["Happy birthday, Léa."]]),
        ("For Léa,\r\nwith love.\r\n\r\nClara", [["For Léa,", "with love."], ["Clara"]]),
        ('#let x = 1 $ \\ *bold* " <b>', [['#let x = 1 $ \\ *bold* " <b>']]),
        ("Long. " * 50, [["Long. " * 49 + "Long."]]),
    ],
)
def test_a_card_holds_her_words_alone(
    printed: dict[str, Any], note: str, paragraphs: list[list[str]]
) -> None:
    assert documents.gift_card(note).startswith(b"%PDF-")
    assert printed == {"paragraphs": paragraphs, "length": len(note)}


def test_an_invoice_adds_up_and_names_codes_and_terms(printed: dict[str, Any]) -> None:
    bag = InvoiceItem("Handbag, pre-owned", "P-1", "420221", "FR", 1, 1450, Decimal(12500))
    scarf = InvoiceItem("Silk scarf, pre-owned", "P-2", "621410", "", 2, 180, Decimal(310))
    facts: dict[str, Any] = {"freight": Decimal(60), "insurance": Decimal(0), "carrier": "DHL"}
    facts |= {
        "tracking_number": "4251889301",
        "filing": "AES X20261121000001",
        "signer": "Rosa Delgado",
        "gross_grams": 2100,
    }
    invoice = Invoice("R-4821-1", "R-4821", date(2026, 11, 21), office(), AMELIE, items=(bag, scarf), **facts)
    assert documents.commercial_invoice(invoice).startswith(b"%PDF-")
    assert (printed["goods"], printed["freight"], printed["total"]) == ("$13,120.00", "$60.00", "$13,180.00")
    assert [(i["hs"], i["made_in"], i["value"]) for i in printed["items"]] == [
        ("420221", "France", "$12,500.00"),
        ("621410", "Not known", "$620.00"),
    ]
    assert (printed["incoterm"], printed["weight"], printed["pieces"]) == ("DDP", "2.10 kg", 3)


def test_an_address_label_is_one_page_with_the_number(printed: dict[str, Any]) -> None:
    paper = documents.address_label(a_dispatch(), carrier="USPS", service="Priority", number="9400111899")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 1
    assert (printed["number"], printed["recipient"][-1], printed["signature"]) == (
        "9400111899",
        "United States",
        True,
    )


def test_the_same_facts_give_the_same_bytes() -> None:
    slip = Slip(**SLIP, pieces=(PIECE,), gift=True, note='Happy birthday #import "x" $a$')
    assert documents.packing_slip(slip) == documents.packing_slip(slip)
