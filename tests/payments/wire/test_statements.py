"""Statement files as banks send them, and as nobody should: every line is a credit, left out, or named with why."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orders.payments.statements import LARGEST, StatementRefused, read
from orders.payments.statements.lines import day, money
from orders.payments.wire_credits import Credit

SAMPLES = Path(__file__).parent / "statements"
THE_20TH, THE_21ST = date(2026, 11, 20), date(2026, 11, 21)


def credits_of(name: str) -> list[tuple[int, Credit]]:
    return [(line.line, line.credit) for line in read((SAMPLES / name).read_bytes()).credits]


def test_mt940() -> None:
    statement = read((SAMPLES / "november.sta").read_bytes())
    first, second = credits_of("november.sta")
    assert statement.source == "mt940"
    assert (first[0], first[1].amount, first[1].currency) == (5, Decimal("13041.60"), "USD")
    assert (first[1].booked_on, first[1].bank_reference) == (THE_20TH, "FT2632500017")
    assert "PW-1234 5674" in first[1].remittance
    assert (second[0], second[1].amount, second[1].booked_on) == (11, Decimal("500.50"), THE_21ST)
    assert "pw12345674 second line" in second[1].remittance
    assert [(bad.line, bad.why) for bad in statement.unreadable] == [
        (9, "The entry isn't as MT940 wants it (:61:)."),
        (14, "The bank took a booking back. Look at it with the bank."),
    ]


def test_csv() -> None:
    statement = read((SAMPLES / "november.csv").read_bytes())
    wire, interest, again = (credit for _, credit in credits_of("november.csv"))
    assert statement.source == "csv"
    assert (wire.amount, wire.booked_on, wire.bank_reference) == (
        Decimal("13041.60"),
        THE_20TH,
        "20261120B1Q8154C000123",
    )
    assert wire.remittance == "FEDWIRE CREDIT CLARA WHITFIELD, PW-12345674"
    assert (interest.amount, again.amount) == (Decimal("1234.56"), Decimal("1234.56"))
    assert interest.bank_reference != again.bank_reference
    assert [(bad.line, bad.why) for bad in statement.unreadable] == [
        (4, "“11/31/2026” is not a day."),
        (5, "“1,234” can be read in two ways. Write the cents."),
    ]


def test_a_csv_read_again_names_its_lines_alike() -> None:
    assert credits_of("november.csv") == credits_of("november.csv")


def test_camt053_takes_what_was_booked_not_what_was_instructed() -> None:
    statement = read((SAMPLES / "november.xml").read_bytes())
    wire, one, two = (credit for _, credit in credits_of("november.xml"))
    assert statement.source == "camt053"
    assert (wire.amount, wire.currency, wire.booked_on) == (Decimal("13041.60"), "USD", THE_20TH)
    assert (wire.bank_reference, wire.payer) == ("FT2632500017", "Clara Whitfield")
    assert "Birkin pw 1234 5674" in wire.remittance
    assert [(c.amount, c.bank_reference, c.booked_on) for c in (one, two)] == [
        (Decimal("10.00"), "BATCH1A", THE_21ST),
        (Decimal("20.00"), "BATCH1B", THE_21ST),
    ]
    assert [(bad.line, bad.why) for bad in statement.unreadable] == [(27, "“nine” is not a sum.")]


def test_camt053_with_a_prefix() -> None:
    plain = (SAMPLES / "november.xml").read_text()
    prefixed = plain.replace("</", "</n:").replace("xmlns=", "xmlns:n=")
    prefixed = "".join(
        part if part.startswith(("<?", "</")) or not part.startswith("<") else "<n:" + part[1:]
        for part in re.split(r"(?=<)", prefixed)
    )
    assert [line.credit for line in read(prefixed.encode()).credits] == [
        credit for _, credit in credits_of("november.xml")
    ]


BOMB = (
    """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Document>&b;</Document>"""
)
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><Document></Document>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
        (BOMB.encode(), "declares a document type"),
        (BOMB.encode("utf-16"), "declares a document type"),
        (OUTSIDE.encode(), "declares a document type"),
        (b"<html><body>Sign in</body></html>", "no bank statement"),
        (b"<Document", "isn't XML"),
        (b"%PDF-1.7\x00\x01", "isn't a text file"),
        (b"/etc/passwd", "no bank statement"),
        (b"name,colour\nBirkin,gold\n", "no bank statement"),
        (b"Date,Amount\n", "no lines"),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(StatementRefused, match=why):
        read(content)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_letters_of_other_encodings(encoding: str) -> None:
    text = "Date;Credit;Payer;Description\n20.11.2026;1.234,50;Zoë Müller-Nuñez;Écharpe à carreaux für Zoë\n"
    credit = read(text.encode(encoding)).credits[0].credit
    assert (credit.amount, credit.payer) == (Decimal("1234.50"), "Zoë Müller-Nuñez")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("13041.60", "13041.60"),
        ("$13,041.60", "13041.60"),
        ("13.041,60", "13041.60"),
        ("13 041,60", "13041.60"),
        ("1,234,567.8", "1234567.80"),
        ("500", "500.00"),
        ("-15.00", "-15.00"),
    ],
)
def test_sums_as_banks_write_them(text: str, amount: str) -> None:
    assert str(money(text)) == amount


@pytest.mark.parametrize(
    "text", ["", "1,234", "1.234", "12,34,56", "1.2.3", "NaN", "1e5", "12.345.60", "99999999999"]
)
def test_sums_that_could_be_another_sum_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a sum|two ways"):
        money(text)


@pytest.mark.parametrize(
    "text", ["2026-11-20", "20261120", "11/20/2026", "20.11.2026", "2026-11-20T08:00:00"]
)
def test_days(text: str) -> None:
    assert day(text) == THE_20TH


def test_a_sum_without_a_currency_is_not_taken_for_dollars() -> None:
    text = (SAMPLES / "november.sta").read_text().replace(":60F:C261119USD10000,00\n", "")
    statement = read(text.encode())
    assert statement.credits == []
    assert [bad.why for bad in statement.unreadable].count("The entry names no currency.") == 2


def test_a_csv_in_euros_stays_in_euros() -> None:
    text = "Date,Amount,Currency\n2026-11-20,12.00,EUR\n2026-11-20,12.00,Euro area\n"
    statement = read(text.encode())
    assert [line.credit.currency for line in statement.credits] == ["EUR"]
    assert [bad.line for bad in statement.unreadable] == [3]
