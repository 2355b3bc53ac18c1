"""Answers with the members PayPal's public documentation shows, to be varied by tests."""

from typing import Any

Json = dict[str, Any]


def usd(value: str = "19697.60") -> Json:
    return {"currency_code": "USD", "value": value}


def order(status: str = "COMPLETED", **payments: list[Json]) -> Json:
    """An order as GET /v2/checkout/orders/{id} shows it."""
    unit: Json = {
        "reference_id": "default",
        "amount": usd(),
        "payee": {"email_address": "merchant@example.com", "merchant_id": "X5XAHHCG636FA"},
        "custom_id": "R-12345674-1",
        "invoice_id": "R-12345674-1",
        "shipping": {"name": {"full_name": "Firstname Lastname"}, "address": {"country_code": "US"}},
    }
    return {
        "id": "5O190127TN364715T",
        "intent": "AUTHORIZE",
        "status": status,
        "payment_source": {
            "paypal": {
                "name": {"given_name": "Firstname", "surname": "Lastname"},
                "email_address": "payer@example.com",
                "account_id": "QYR5Z8XDVJNXQ",
                "account_status": "VERIFIED",
                "phone_number": {"national_number": "4085551234"},
                "address": {"country_code": "US"},
            }
        },
        "purchase_units": [unit | ({"payments": payments} if payments else {})],
        "payer": {"email_address": "payer@example.com", "payer_id": "QYR5Z8XDVJNXQ"},
        "create_time": "2026-11-20T08:00:00Z",
        "links": [
            {"href": "https://www.paypal.com/checkoutnow?token=5O190127TN364715T", "rel": "payer-action"}
        ],
    }


def authorization(status: str = "CREATED", **more: Any) -> Json:
    return {
        "id": "0AW2184448108334S",
        "status": status,
        "amount": usd(),
        "invoice_id": "R-12345674-1",
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        "expiration_time": "2026-12-19T08:05:00Z",
        "create_time": "2026-11-20T08:05:00Z",
        "update_time": "2026-11-20T08:05:00Z",
        "links": [],
        **more,
    }


def capture(status: str = "COMPLETED", **more: Any) -> Json:
    return {
        "id": "2GG279541U471931P",
        "status": status,
        "amount": usd(),
        "final_capture": True,
        "seller_protection": {"status": "NOT_ELIGIBLE"},
        "seller_receivable_breakdown": {"gross_amount": usd(), "paypal_fee": usd("687.94")},
        "create_time": "2026-11-20T08:06:00Z",
        **more,
    }


def refund(status: str = "COMPLETED", **more: Any) -> Json:
    return {
        "id": "1JU08902781691411",
        "status": status,
        "amount": usd("10.99"),
        "note_to_payer": "Defective product",
        "create_time": "2026-11-21T08:06:00-05:00",
        "links": [{"rel": "up", "href": "https://api-m.paypal.com/v2/payments/captures/2GG279541U471931P"}],
        **more,
    }


def dispute(status: str = "WAITING_FOR_SELLER_RESPONSE", outcome: str = "", **more: Any) -> Json:
    return {
        "dispute_id": "PP-D-27803",
        "create_time": "2026-11-21T04:41:20.000Z",
        "update_time": "2026-11-21T04:41:20.000Z",
        "disputed_transactions": [
            {
                "buyer_transaction_id": "7K298746YD018184E",
                "seller_transaction_id": "2GG279541U471931P",
                "gross_amount": usd(),
                "invoice_number": "R-12345674-1",
            }
        ],
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": status,
        "dispute_amount": usd(),
        "seller_response_due_date": "2026-12-01T04:41:20.000Z",
        **({"dispute_outcome": {"outcome_code": outcome}} if outcome else {}),
        **more,
    }


def row(code: str = "T0006", value: str = "19697.60", status: str = "S", **more: Any) -> Json:
    """One of the rows of GET /v1/reporting/transactions."""
    info = {
        "paypal_account_id": "6STWC2LSUYYYE",
        "transaction_id": "2GG279541U471931P",
        "paypal_reference_id": "0AW2184448108334S",
        "paypal_reference_id_type": "TXN",
        "transaction_event_code": code,
        "transaction_initiation_date": "2026-11-20T08:06:00+0000",
        "transaction_updated_date": "2026-11-20T08:06:00+0000",
        "transaction_amount": usd(value),
        "fee_amount": usd("-687.94"),
        "transaction_status": status,
        "invoice_id": "R-12345674-1",
    }
    return {"transaction_info": info | more}
