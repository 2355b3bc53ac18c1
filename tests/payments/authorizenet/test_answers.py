"""What answers say: shapes as documented and as seen, strict about money, lenient about the rest."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import Declined, Refused, Standing, Unknown
from orders.payments.providers.authorizenet import answers, client, refunds

DETAILS = """\ufeff{"transaction": {
  "transId": "60198706042", "submitTimeUTC": "2026-08-30T17:49:20.757Z", "submitTimeLocal": "2026-08-30T10:49:20.757",
  "transactionType": "authOnlyTransaction", "transactionStatus": "authorizedPendingCapture",
  "responseCode": 1, "responseReasonCode": 1, "responseReasonDescription": "Approval", "authCode": "HW617E",
  "AVSResponse": "Z", "cardCodeResponse": "P", "CAVVResponse": "2",
  "FDSFilterAction": "authAndHold", "FDSFilters": [{"name": "Hour Velocity Filter", "action": "authAndHold"}],
  "order": {"invoiceNumber": "R-12345674-1", "description": "Portero order R-12345674",
            "discountAmount": 0.0, "taxIsAfterDiscount": false},
  "requestedAmount": 13041.6, "authAmount": 13041.60, "settleAmount": 13041.60, "taxExempt": false,
  "payment": {"creditCard": {"cardNumber": "XXXX0002", "expirationDate": "XXXX", "cardType": "AmericanExpress"}},
  "billTo": {"firstName": "Clara", "lastName": "Whitfield"}, "recurringBilling": false,
  "product": "Card Not Present", "marketType": "eCommerce", "networkTransId": "0W5ILTWHKI6QWCZ8HNSJMLC",
  "authorizationIndicator": "final"},
 "messages": {"resultCode": "Ok", "message": [{"code": "I00001", "text": "Successful."}]}}"""


def details(**changes: Any) -> dict[str, Any]:
    """The transaction of the documented answer, with some members changed or (None) missing."""
    answer = client.parse(200, DETAILS.encode())["transaction"] | changes
    return {name: value for name, value in answer.items() if value is not None}


def test_the_documented_answer() -> None:
    truth = answers.truth(details())
    assert (truth.standing, truth.reference, truth.held) == (Standing.AUTHORISED, "60198706042", False)
    assert (truth.amount, truth.currency, truth.problem) == (Decimal("13041.60"), "USD", "")
    assert truth.expires_at == datetime(2026, 9, 29, 17, 49, 20, 757000, tzinfo=UTC)
    assert truth.details == {
        "brand": "amex",
        "last4": "0002",
        "address": "fail",
        "postcode": "pass",
        "cvc": "unchecked",
        "authorised": "2026-08-30T17:49:20.757000+00:00",
        "held": "",
    }


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("authorizedPendingCapture", Standing.AUTHORISED),
        ("FDSPendingReview", Standing.AUTHORISED),
        ("FDSAuthorizedPendingReview", Standing.AUTHORISED),
        ("underReview", Standing.AUTHORISED),
        ("approvedReview", Standing.PROCESSING),
        ("authorizedPendingRelease", Standing.PROCESSING),
        ("settlementError", Standing.PROCESSING),
        ("couldNotVoid", Standing.PROCESSING),
        ("capturedPendingSettlement", Standing.CAPTURED),
        ("pendingSettlement", Standing.CAPTURED),
        ("pendingFinalSettlement", Standing.CAPTURED),
        ("updatingSettlement", Standing.CAPTURED),
        ("settledSuccessfully", Standing.CAPTURED),
        ("SETTLEDSUCCESSFULLY", Standing.CAPTURED),
        ("chargeback", Standing.CAPTURED),
        ("chargebackReversal", Standing.CAPTURED),
        ("voided", Standing.CANCELLED),
        ("expired", Standing.CANCELLED),
        ("failedReview", Standing.CANCELLED),
        ("declined", Standing.CANCELLED),
        ("generalError", Standing.CANCELLED),
        ("communicationError", Standing.CANCELLED),
        ("returnedItem", Standing.CANCELLED),
    ],
)
def test_where_each_status_stands(status: str, standing: Standing) -> None:
    truth = answers.truth(details(transactionStatus=status))
    assert truth.standing is standing
    assert truth.held == (status in {"FDSPendingReview", "FDSAuthorizedPendingReview", "underReview"})
    assert (truth.expires_at is not None) == (standing is Standing.AUTHORISED)


@pytest.mark.parametrize("status", ["", None, "newStatus", "refundPendingSettlement", 7])
def test_a_status_that_is_no_payments_is_unknown(status: Any) -> None:
    with pytest.raises(Unknown):
        answers.truth(details(transactionStatus=status))


@pytest.mark.parametrize(
    ("status", "member", "standing"),
    [
        ("authorizedPendingCapture", "authAmount", Standing.AUTHORISED),
        ("settledSuccessfully", "settleAmount", Standing.CAPTURED),
    ],
)
def test_the_sum_that_counts(status: str, member: str, standing: Standing) -> None:
    other = {"authAmount", "settleAmount"} - {member}
    truth = answers.truth(details(transactionStatus=status, **{member: "99.50", other.pop(): "1.00"}))
    assert (truth.standing, truth.amount) == (standing, Decimal("99.50"))


@pytest.mark.parametrize("said", [13041.6, "13041.60", "13041.6000", Decimal("13041.60")])
def test_a_sum_as_number_or_text(said: Any) -> None:
    assert answers.amount({"sum": said}, "sum") == Decimal("13041.60")


@pytest.mark.parametrize("said", [None, "", "many", "1.005", "NaN", "Infinity", "-5.00", {}])
def test_an_odd_sum_is_unknown(said: Any) -> None:
    with pytest.raises(Unknown):
        answers.truth(details(transactionStatus="settledSuccessfully", settleAmount=said))


def test_what_is_held_unauthorised_is_for_what_was_asked() -> None:
    held = details(transactionStatus="FDSPendingReview", authAmount=0.0, settleAmount=40, requestedAmount=50)
    assert answers.truth(held).amount == Decimal("50.00")
    assert answers.truth(held | {"requestedAmount": None}).amount == Decimal("40.00")


@pytest.mark.parametrize("status", ["authorizedPendingCapture", "FDSPendingReview"])
def test_an_authorised_sum_that_is_missing_is_unknown(status: str) -> None:
    with pytest.raises(Unknown):
        answers.truth(details(transactionStatus=status, authAmount=None))


def test_an_authorised_sum_is_never_taken_from_elsewhere() -> None:
    assert answers.truth(details(authAmount=0.5)).amount == Decimal("0.50")


def test_a_refund_with_a_minus() -> None:
    truth = refunds.of(details(transactionStatus="refundSettledSuccessfully", settleAmount="-5.00"))
    assert truth.amount == Decimal("5.00")


def test_members_that_are_missing_or_numbers() -> None:
    bare = details(transId=60198706042, payment=None, AVSResponse=None, cardCodeResponse=None, order=None)
    truth = answers.truth(bare)
    assert (truth.reference, "last4" in truth.details, "cvc" in truth.details) == (
        "60198706042",
        False,
        False,
    )
    assert answers.invoice(bare) == ""


def test_a_declined_one_says_why() -> None:
    truth = answers.truth(details(transactionStatus="declined", responseReasonCode=27, authAmount=0.0))
    assert truth.problem.startswith("The billing address isn't the one your bank has")


@pytest.mark.parametrize(
    ("letter", "street", "postcode"),
    [
        ("A", "pass", "fail"),
        ("B", "unchecked", "unchecked"),
        ("E", "unavailable", "unavailable"),
        ("G", "unavailable", "unavailable"),
        ("N", "fail", "fail"),
        ("P", "unchecked", "unchecked"),
        ("R", "unavailable", "unavailable"),
        ("S", "unavailable", "unavailable"),
        ("U", "unavailable", "unavailable"),
        ("W", "fail", "pass"),
        ("X", "pass", "pass"),
        ("Y", "pass", "pass"),
        ("Z", "fail", "pass"),
        ("z", "fail", "pass"),
    ],
)
def test_address_checks(letter: str, street: str, postcode: str) -> None:
    facts = answers.truth(details(AVSResponse=letter)).details
    assert (facts["address"], facts["postcode"]) == (street, postcode)


@pytest.mark.parametrize(
    ("letter", "result"),
    [("M", "pass"), ("N", "fail"), ("P", "unchecked"), ("U", "unavailable"), ("?", None)],
)
def test_card_code_checks(letter: str, result: str | None) -> None:
    assert answers.truth(details(cardCodeResponse=letter)).details.get("cvc") == result


@pytest.mark.parametrize(
    ("brand", "name"),
    [("Visa", "visa"), ("MasterCard", "mastercard"), ("AmericanExpress", "amex"), ("Discover", "discover")],
)
def test_brands_as_the_other_processor_names_them(brand: str, name: str) -> None:
    card = {"creditCard": {"cardNumber": "XXXX1111", "cardType": brand}}
    assert answers.truth(details(payment=card)).details["brand"] == name


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"[]", b"{}", b"\xff\xfe", b'{"messages": []}', b"<html></html>"]
)
def test_what_cannot_be_read_is_unknown(content: bytes) -> None:
    with pytest.raises(Unknown):
        client.parse(200, content)


@pytest.mark.parametrize("status", [302, 403, 500, 503])
def test_another_status_than_200_is_unknown(status: int) -> None:
    with pytest.raises(Unknown):
        client.parse(status, DETAILS.encode())


def answer(code: str, reason: str, **more: Any) -> dict[str, Any]:
    said = {"errors": [{"errorCode": reason, "errorText": "x"}]} if code in "23" else {}
    said = said or {"messages": [{"code": reason, "description": "x"}]}
    return {"transactionResponse": {"responseCode": code, "transId": "60", **said, **more}}


def test_a_verdict_in_their_two_shapes() -> None:
    listed = answers.verdict(answer("2", "27"))
    from_xml = answers.verdict(
        {"transactionResponse": {"responseCode": 2, "errors": {"error": {"errorCode": 27}}, "transId": 60}}
    )
    assert listed == from_xml == answers.Verdict("2", "27", "60")


def test_a_prepaid_card_that_covers_a_part_only() -> None:
    part = {"requestedAmount": "100.00", "approvedAmount": "5.00", "balanceOnCard": "0.00"}
    truth = answers.authorised(answer("1", "1", prePaidCard=part), asked=Decimal(100), currency="USD")
    assert truth.amount == Decimal("5.00")


@pytest.mark.parametrize(
    "response", [None, {}, {"SupplementalDataQualificationIndicator": 0}, {"responseCode": ""}]
)
def test_an_answer_without_a_verdict_is_unknown(response: Any) -> None:
    with pytest.raises(Unknown):
        answers.verdict({"transactionResponse": response})


def refusal(code: str, **more: Any) -> bytes:
    messages = {"resultCode": "Error", "message": [{"code": code, "text": "x"}]}
    return json.dumps({**more, "messages": messages}).encode()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("E00001", Unknown),
        ("E00053", Unknown),
        ("E00104", Unknown),
        ("E00003", Refused),
        ("E00007", Refused),
        ("E00114", Declined),
    ],
)
def test_refusals_without_a_transaction(
    code: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refusal(code, transactionResponse={"SupplementalDataQualificationIndicator": 0})
    monkeypatch.setattr(client, "_send", lambda name, body: client.parse(200, said))
    with pytest.raises(error):
        client.act("createTransactionRequest", {})
    with pytest.raises(Unknown):
        client.look("getTransactionDetailsRequest", {})


def test_an_error_with_a_response_code_is_the_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal("E00027", **answer("3", "8"))
    monkeypatch.setattr(client, "_send", lambda name, body: client.parse(200, said))
    assert answers.verdict(client.act("createTransactionRequest", {})).reason == "8"


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("refundPendingSettlement", "pending"),
        ("refundSettledSuccessfully", "done"),
        ("voided", "failed"),
        ("declined", "failed"),
        ("settlementError", "failed"),
        ("generalError", "failed"),
    ],
)
def test_where_a_refund_stands(status: str, standing: str) -> None:
    truth = refunds.of(details(transactionStatus=status, settleAmount=5, authAmount=None))
    assert (truth.standing, truth.amount, truth.reference) == (standing, Decimal("5.00"), "60198706042")
    assert bool(truth.problem) == (standing == "failed")


def test_an_unknown_refund_status_is_unknown() -> None:
    with pytest.raises(Unknown):
        refunds.of(details(transactionStatus="settledSuccessfully"))
