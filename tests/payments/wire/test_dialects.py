"""Statements as different banks write them: what can be misread is refused and shown to staff."""

from datetime import date
from decimal import Decimal

import pytest

from orders.payments.statements import read
from orders.payments.wire_reference import order_numbers_in

ODD_LINE = "The entry isn't as MT940 wants it (:61:)."


def entry(line: str, details: str = "PW-12345671", balance: str = "C261119USD10000,00") -> bytes:
    return f":20:STARTUMSE\n:25:1\n:28C:1/1\n:60F:{balance}\n:61:{line}\n:86:{details}\n:62F:{balance}\n-\n".encode()


def told(content: bytes | str) -> list[tuple[str, str]]:
    lines = read(content.encode() if isinstance(content, str) else content).credits
    return [(str(line.credit.amount), line.credit.currency) for line in lines]


def refused(content: bytes | str) -> list[str]:
    return [bad.why for bad in read(content.encode() if isinstance(content, str) else content).unreadable]


@pytest.mark.parametrize(
    ("line", "balance", "sums"),
    [
        ("2611201120C13041,60NTRFNONREF//B1", "C261119USD1,00", [("13041.60", "USD")]),
        ("2611201120CD13041,60N051NONREF", "C261119USD1,00", [("13041.60", "USD")]),  # D of USD
        ("2611201120CR13041,60N051NONREF", "C261119EUR1,00", [("13041.60", "EUR")]),  # R of EUR
        ("261120C13041,S103PW-12345671//CHK1", "C261119USD1,", [("13041", "USD")]),
        ("261120D13041,60NTRFNONREF", "C261119USD1,00", []),
    ],
)
def test_mt940_sums(line: str, balance: str, sums: list[tuple[str, str]]) -> None:
    assert told(entry(line, balance=balance)) == sums
    assert refused(entry(line, balance=balance)) == []


@pytest.mark.parametrize(
    "written", ["13041.60", "13,041.60", "13.041,60", "13,041", "13041,605", "13041", "0,00"]
)
def test_an_mt940_sum_written_otherwise_is_never_another_sum(written: str) -> None:
    content = entry(f"2611201120C{written}NTRFNONREF//B1")
    assert told(content) == []
    assert len(refused(content)) == 1


@pytest.mark.parametrize("mark", ["EC", "ED", "X"])
def test_an_expected_entry_is_not_booked(mark: str) -> None:
    content = entry(f"2611201120{mark}13041,60NTRFNONREF//B1")
    assert (told(content), refused(content)) == ([], [ODD_LINE])


def test_an_entry_of_the_new_year_with_a_value_in_the_old() -> None:
    (line,) = read(entry("2612310102C13041,60NTRFNONREF//B1")).credits
    assert line.credit.booked_on == date(2027, 1, 2)


def test_her_words_in_the_german_structure_are_read_across_their_pieces() -> None:
    details = (
        "166?00GUTSCHR. UEBERWEISUNG?109248?20EREF+NOTPROVIDED?21SVWZ+Birkin PW-12345\n"
        "?22671?30COBADEFF?31DE89370400440532013000?32CLARA WHITFIE\n?33LD?60 to New York"
    )
    (line,) = read(entry("2611201120CD13041,60N051NONREF", details)).credits
    assert (line.credit.payer, line.credit.remittance) == (
        "CLARA WHITFIELD",
        "Birkin PW-12345671 to New York",
    )
    assert order_numbers_in(line.credit.remittance) == ["R-12345671"]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Buchungstag;Verwendungszweck;Betrag;Währung\n20.11.2026;PW-12345671;1.234,56;EUR\n", [("1234.56", "EUR")]),
        ("Buchungstag;Betrag;Waehrung\n20.11.26;1234,56;USD\n", [("1234.56", "USD")]),
        ("Datum;Date;Betrag (EUR)\nx;20.11.26;12,00\n", [("12.00", "EUR")]),
        ("Date;Credit in USD;Debit in USD\n20.11.26;12,00;\n20.11.26;;3,00\n", [("12.00", "USD")]),
        ("Date (UTC),Amount (USD),Amount (GBP)\n2026-11-20,12.00,9.00\n", [("12.00", "USD")]),
        ("Date,Credit (USD),Debit (EUR)\n2026-11-20,12.00,\n", []),
        ("Date,Amount,CR/DR\n2026-11-20,12.00,DR\n2026-11-20,13.00,CR\n", [("13.00", "USD")]),
        ("Date;Betrag;Soll/Haben\n20.11.2026;12,00;S\n20.11.2026;13,00;H\n", [("13.00", "USD")]),
        ("Date;Soll;Haben\n20.11.2026;12,00;\n20.11.2026;;13,00\n", [("13.00", "USD")]),
        ("Date,Amount\n2026-11-20,(12.00)\n2026-11-20,12.00-\n2026-11-20,\u221212.00\n2026-11-20,1\u2019200.00\n",
         [("1200.00", "USD")]),
        ("sep=;\nDate;Credit\n2026-11-20;12,00\n", [("12.00", "USD")]),
        ("Account 4711,,Summary\nOpening,,\"10,000.00\"\n\nDate,Text,Amount\n11/20/26,WIRE,\"13,041.60\"\n",
         [("13041.60", "USD")]),
        ("Date|Amount\n2026-11-20|12\u202f345.00\n", [("12345.00", "USD")]),
    ],
)  # fmt: skip
def test_csv_of_other_banks(text: str, sums: list[tuple[str, str]]) -> None:
    assert told(text) == sums


def test_letters_beyond_ascii_in_a_heading_of_windows() -> None:
    assert told("Buchungstag;Betrag;Währung\n20.11.2026;1.234,56;EUR\n".encode("cp1252")) == [
        ("1234.56", "EUR")
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Date,Amount,Status\n2026-11-20,12.00,Pending\n", "Its status is “Pending”: only what is booked is money."),
        ("Date,Amount,State\n2026-11-20,12.00,Failed\n", "Its status is “Failed”: only what is booked is money."),
        ("Date,Amount,CR/DR\n2026-11-20,12.00,Withdrawn\n",
         "“Withdrawn” doesn't say whether it came in or went out."),
        ("Date,Amount,Type\n2026-11-20,12.00,ACH_DEBIT\n", "“ACH_DEBIT” looks like money that went out."),
        ("Date,Amount\n2026-11-20,€12.00\n", "“€12.00” is not a sum."),
        ("Date,Amount\n2026-11-20,12.00 EUR\n", "“12.00 EUR” is not a sum."),
        ("Date,Credit (USD),Debit (EUR)\n2026-11-20,12.00,\n", "The entry names no currency."),
    ],
)  # fmt: skip
def test_what_may_not_be_money_is_for_a_person(text: str, why: str) -> None:
    assert (told(text), refused(text)) == ([], [why])


def test_the_line_of_a_file_with_words_before_its_headings() -> None:
    statement = read(b"Account 4711\n\nDate,Amount\n2026-11-20,12.00\n2026-11-31,13.00\n")
    assert [line.line for line in statement.credits] == [4]
    assert [(bad.line, bad.why) for bad in statement.unreadable] == [(5, "“2026-11-31” is not a day.")]


def test_two_parts_of_a_wire_with_her_own_reference_are_two_credits() -> None:
    text = "Date,Amount,Reference\n2026-11-20,12.00,PW-12345671\n2026-11-21,13.00,PW-12345671\n"
    first, second = (line.credit for line in read(text.encode()).credits)
    assert first.bank_reference != second.bank_reference
    assert order_numbers_in(first.remittance) == order_numbers_in(second.remittance) == ["R-12345671"]


def camt(
    version: str, status: str, debtor: str, booked: str = "<Dt>2026-11-20</Dt>", amount: str = "13041.60"
) -> bytes:
    return f"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
    <BkToCstmrStmt><Stmt><Id>S</Id><Acct><Ccy>USD</Ccy></Acct><Ntry><Amt Ccy="USD">{amount}</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd>{status}<BookgDt>{booked}</BookgDt><AcctSvcrRef>FT1</AcctSvcrRef>
    <NtryDtls><TxDtls><RltdPties><Dbtr>{debtor}</Dbtr></RltdPties><RmtInf><Ustrd>PW-12345671</Ustrd></RmtInf>
    </TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>""".encode()


@pytest.mark.parametrize(
    "content",
    [
        camt("02", "<Sts>BOOK</Sts>", "<Nm>Clara Whitfield</Nm>"),
        camt("04", "<Sts>BOOK</Sts>", "<Nm>Clara Whitfield</Nm>", "<DtTm>2026-11-20T10:00:00+01:00</DtTm>"),
        camt("08", "<Sts>\n <Cd>BOOK</Cd>\n</Sts>", "<Pty><Nm>Clara Whitfield</Nm></Pty>"),
    ],
)
def test_camt053_in_three_versions(content: bytes) -> None:
    (line,) = read(content).credits
    credit = line.credit
    assert (credit.amount, credit.currency, credit.payer) == (Decimal("13041.60"), "USD", "Clara Whitfield")
    assert (credit.booked_on, order_numbers_in(credit.remittance)) == (date(2026, 11, 20), ["R-12345671"])


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts>INFO</Sts>", "<Sts>\n <Cd>PDNG</Cd>\n</Sts>"])
def test_camt053_entries_that_are_not_booked(status: str) -> None:
    assert told(camt("08", status, "<Nm>Clara</Nm>")) == []


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_credit_of_nothing_or_less_is_none(amount: str) -> None:
    content = camt("02", "<Sts>BOOK</Sts>", "<Nm>Clara</Nm>", amount=amount)
    assert (told(content), refused(content)) == ([], ["The entry's sum isn't above zero."])


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("<Sts><Prtry>VORGEMERKT</Prtry></Sts>", "Its status is “VORGEMERKT”: only what is booked is money."),
        ("<Sts><Cd>HOLD</Cd></Sts>", "Its status is “HOLD”: only what is booked is money."),
        ("<CdtDbtInd>CREDIT</CdtDbtInd>", "“CREDIT” doesn't say whether it came in or went out."),
    ],
)
def test_camt053_entries_whose_words_nobody_knows_are_for_a_person(status: str, why: str) -> None:
    content = camt("08", "<Sts><Cd>BOOK</Cd></Sts>", "<Nm>Clara</Nm>").decode()
    old = "<CdtDbtInd>CRDT</CdtDbtInd>" if "CdtDbtInd" in status else "<Sts><Cd>BOOK</Cd></Sts>"
    content = content.replace(old, status)
    assert (told(content), refused(content)) == ([], [why])


@pytest.mark.parametrize("status", ["<Sts> BOOK\n</Sts>", "<Sts>\n<Cd> BOOK </Cd>\n</Sts>", ""])
def test_camt053_entries_that_are_booked_however_it_is_laid_out(status: str) -> None:
    assert told(camt("08", status, "<Nm>Clara</Nm>")) == [("13041.60", "USD")]


def test_camt053_entries_that_will_be_booked_one_day_are_no_money_yet() -> None:
    content = camt("08", "<Sts><Cd>FUTR</Cd></Sts>", "<Nm>Clara</Nm>")
    assert (told(content), refused(content)) == ([], [])


@pytest.mark.parametrize(("number", "kept"), [("1", False), ("0000042", False), ("2026112000000042", True)])
def test_camt053_entries_that_are_only_counted_have_no_reference(number: str, kept: bool) -> None:
    content = camt("08", "<Sts><Cd>BOOK</Cd></Sts>", "<Nm>Clara</Nm>").decode()
    content = content.replace("<AcctSvcrRef>FT1</AcctSvcrRef>", "")
    (line,) = read(content.replace("<Ntry>", f"<Ntry><NtryRef>{number}</NtryRef>").encode()).credits
    assert (line.credit.bank_reference == number) is kept
    assert line.credit.bank_reference
