"""A statement as CAMT.053, read by `pycamt` with its reading of money mended.

Mended here: of an entry's details it takes the first sum it finds, also the one the payer instructed in another
currency; and the bank's reference of a detail instead of the entry's. We take the sum that was booked. A file with
a document type declaration is refused before any other parser sees it: entities are never needed, and a bomb.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree
from pycamt.parser import Camt053ParseError, Camt053Parser

from orders.payments.statements.lines import Line, StatementRefused, Unreadable, day, decimal, squeezed
from orders.payments.wire_credits import Credit

SHORTEST = 8  # of an entry's own reference
# An entry without a status is booked; PDNG and INFO are in camt.053 since its first version, FUTR since its eighth.
BOOKED, NOT_BOOKED = frozenset({"BOOK", ""}), frozenset({"PDNG", "INFO", "FUTR"})


class Statement(Camt053Parser):
    """The library's parser, for any prefix of the namespace, with an entry's facts taken from the entry itself."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.namespaces = {None: etree.QName(self.tree).namespace}

    def entries(self) -> Iterator[Any]:
        """Every booked entry, as an element."""
        for statement in self._find_statements_or_reports():
            yield from statement.iterfind("Ntry", self.namespaces)

    def parts(self, entry: Any) -> list[dict[str, str]]:
        """An entry's payments: its details if each tells the booked sum and they add up, else the entry itself."""
        whole = self._extract_common_entry_data(entry, entry.getparent()) | {
            "TransactionID": self._text(entry, "AcctSvcrRef") or self._entry_reference(entry),
            "CreditDebitIndicator": squeezed(self._text(entry, "CdtDbtInd")),
            "Status": self._status(entry),
        }
        details = [
            self._detail(element, whole) for element in entry.iterfind("NtryDtls/TxDtls", self.namespaces)
        ]
        if len(details) == 1:
            return [{**details[0], "Amount": whole["Amount"], "TransactionID": _first(whole, details[0])}]
        told = [decimal(detail["Amount"]) for detail in details if detail.get("Amount")]
        if len(details) > 1 and len(told) == len(details) and sum(told) == decimal(whole["Amount"] or ""):
            return details
        words = squeezed(*(detail.get("words") for detail in details))
        return [{**whole, "words": squeezed(words, whole.get("AdditionalEntryInformation"))}]

    def _detail(self, element: Any, whole: dict[str, Any]) -> dict[str, Any]:
        told = self._extract_transaction_details(element)
        booked = element.find("Amt", self.namespaces)
        if booked is None:
            booked = element.find("AmtDtls/TxAmt/Amt", self.namespaces)
        same = booked is not None and booked.get("Ccy") in {None, whole["Currency"]}
        words = squeezed(
            told.get("RemittanceInformationFull"),
            told.get("RemittanceInformation"),
            told.get("AdditionalRemittanceInformation"),
            told.get("EndToEndId") if told.get("EndToEndId") != "NOTPROVIDED" else "",
            whole.get("AdditionalEntryInformation"),
        )
        own = self._text(element, "Refs/AcctSvcrRef") or self._text(element, "Refs/TxId")
        return {
            **whole,
            **told,
            "Amount": booked.text if same else "",
            "TransactionID": own or "",
            "words": words,
        }

    def _entry_reference(self, entry: Any) -> str:
        """The entry's own reference, unless it is short: then it counts within the statement, and comes again."""
        reference = squeezed(self._text(entry, "NtryRef"))
        return reference if len(reference) >= SHORTEST else ""

    def _status(self, entry: Any) -> str:
        """Its word, whether it stands by itself or as a code; a bank's own word, too, which the library leaves out."""
        found = entry.find("Sts", self.namespaces)
        return squeezed("".join(found.itertext())) if found is not None else ""

    def _text(self, element: Any, path: str) -> str:
        found = element.find(path, self.namespaces)
        return (found.text or "") if found is not None else ""


def lines(content: bytes) -> Iterator[Line | Unreadable]:
    """Every credit, and every entry that can't be read, by the line it begins on. Raises StatementRefused."""
    try:
        fromstring(content, forbid_dtd=True)
        statement = Statement(content)
        entries = list(statement.entries())
    except DefusedXmlException:
        raise StatementRefused(
            "The file declares a document type or entities. A bank's statement has none."
        ) from None
    except (ParseError, etree.XMLSyntaxError, ValueError, LookupError):
        raise StatementRefused("The file isn't XML that can be read.") from None
    except Camt053ParseError:
        raise StatementRefused("This XML is no bank statement (CAMT.053).") from None
    for entry in entries:
        yield from _entry(statement, entry)


def _entry(statement: Statement, entry: Any) -> Iterator[Line | Unreadable]:
    try:
        told = [_credit(part) for part in statement.parts(entry)]
    except (ValueError, KeyError, TypeError) as error:
        yield Unreadable(entry.sourceline, str(error) or "The entry has no sum or no day.")
        return
    for credit in told:
        if credit:
            yield Line(entry.sourceline, credit)


def _credit(part: dict[str, Any]) -> Credit | None:
    """A booked credit, or nothing for a debit or a pending entry. Raises ValueError for a reversal, and for what
    may be money and may not.
    """
    way, status = part["CreditDebitIndicator"], part["Status"]
    if squeezed(part.get("ReversalIndicator")) in {"true", "1"}:
        raise ValueError("The bank took a booking back. Look at it with the bank.")
    if way == "DBIT" or status in NOT_BOOKED:
        return None
    if way != "CRDT":
        raise ValueError(f"“{way[:40]}” doesn't say whether it came in or went out.")
    if status not in BOOKED:
        raise ValueError(f"Its status is “{status[:40]}”: only what is booked is money.")
    return Credit(
        amount=decimal(part["Amount"] or ""),
        currency=str(part.get("Currency") or ""),
        booked_on=_day(part),
        bank_reference=squeezed(part.get("TransactionID"))[:140],
        payer=squeezed(part.get("DebtorName")),
        remittance=part.get("words", ""),
    )


def _day(part: dict[str, Any]) -> date:
    return day(part.get("BookingDate") or part.get("ValueDate") or "")


def _first(whole: dict[str, Any], detail: dict[str, Any]) -> str:
    return str(whole["TransactionID"] or detail["TransactionID"] or "")
