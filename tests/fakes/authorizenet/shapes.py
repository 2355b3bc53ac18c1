"""The answers' shapes, members in the order Authorize.net gives them (amounts are JSON numbers there)."""

from .errors import OK, UNSUCCESSFUL, Json
from .reasons import text

REFUND = "refundTransaction"


def transaction_answer(row: Json, code: str, reason: str, ref_id: str = "") -> Json:
    """The answer to ``createTransactionRequest`` and ``updateHeldTransactionRequest``."""
    refused = code in ("2", "3")
    said = (
        {"errors": [{"errorCode": reason, "errorText": text(reason)}]}
        if refused
        else {"messages": [{"code": reason, "description": text(reason)}]}
    )
    response = {
        "responseCode": code,
        "authCode": row.get("authCode", ""),
        "avsResultCode": row.get("avs", "P"),
        "cvvResultCode": row.get("cvv", ""),
        "cavvResultCode": "2" if row.get("cvv") else "",
        "transId": row.get("id", "0"),
        "refTransID": row.get("of", ""),
        "transHash": "",
        "testRequest": "0",
        "accountNumber": f"XXXX{row['last4']}" if row.get("last4") else "",
        "accountType": row.get("brand", ""),
        **said,
        "transHashSha2": "",
        "SupplementalDataQualificationIndicator": 0,
    }
    answer: Json = {"transactionResponse": response}
    if ref_id:
        answer["refId"] = ref_id
    # An error comes with resultCode Error, a decline with Ok: whoever trusts it alone books a decline as paid.
    return answer | {"messages": UNSUCCESSFUL if code == "3" else OK}


def line(row: Json) -> Json:
    """A transaction in a list."""
    found = {
        "transId": row["id"],
        "submitTimeUTC": row["submitted"],
        "submitTimeLocal": row["submitted"].removesuffix("Z"),
        "transactionStatus": row["status"],
        "invoiceNumber": row["invoice"],
        "firstName": row["billTo"].get("firstName", ""),
        "lastName": row["billTo"].get("lastName", ""),
        "accountType": row["brand"],
        "accountNumber": f"XXXX{row['last4']}",
        "settleAmount": row["settle"] / 100,
        "marketType": "eCommerce",
        "product": "Card Not Present",
    }
    return {name: value for name, value in found.items() if value != ""}


def details(row: Json, batch: Json | None) -> Json:
    """Everything about a transaction."""
    found: Json = {"transId": row["id"]}
    if row["of"]:
        found["refTransId"] = row["of"]
    found |= {
        "submitTimeUTC": row["submitted"],
        "submitTimeLocal": row["submitted"].removesuffix("Z"),
        "transactionType": row["type"],
        "transactionStatus": row["status"],
        "responseCode": int(row["code"]),
        "responseReasonCode": int(row["reason"]),
        "responseReasonDescription": text(row["reason"]),
    }
    if row["type"] != REFUND:
        found |= {"authCode": row["authCode"], "AVSResponse": row["avs"], "cardCodeResponse": row["cvv"]}
    if row["held"]:
        found |= {
            "FDSFilterAction": "authAndHold" if row["authCode"] else "hold",
            "FDSFilters": [{"name": "Amount Filter", "action": "authAndHold" if row["authCode"] else "hold"}],
        }
    if batch:
        found["batch"] = {**batch_facts(batch), "settlementState": "settledSuccessfully"}
    found["order"] = {"invoiceNumber": row["invoice"], "description": row["description"]}
    if row["type"] != REFUND:
        found["requestedAmount"] = row["requested"] / 100
    found |= {
        "authAmount": row["amount"] / 100,
        "settleAmount": row["settle"] / 100,
        "taxExempt": False,
        "payment": {
            "creditCard": {
                "cardNumber": f"XXXX{row['last4']}",
                "expirationDate": "XXXX",
                "cardType": row["brand"],
            }
        },
    }
    if row["email"]:
        found["customer"] = {"email": row["email"]}
    found |= {name: row[name] for name in ("billTo", "shipTo") if row[name]}
    return found | {"recurringBilling": False, "product": "Card Not Present", "marketType": "eCommerce"}


def batch_facts(batch: Json) -> Json:
    """A batch in the list of batches."""
    return {
        "batchId": batch["id"],
        "settlementTimeUTC": batch["settled"],
        "settlementTimeLocal": batch["settled"].removesuffix("Z"),
        "settlementState": "settledSuccessfully",
        "paymentMethod": "creditCard",
        "marketType": "eCommerce",
        "product": "Card Not Present",
    }
