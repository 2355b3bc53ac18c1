"""Objects in the shapes of the recorded answers, every member there."""

from ..base.errors import Json
from .ids import new_id

ADDRESS = [
    "name",
    "company",
    "street1",
    "street2",
    "city",
    "state",
    "zip",
    "country",
    "phone",
    "email",
    "carrier_facility",
    "residential",
    "federal_tax_id",
    "state_tax_id",
]
CUSTOMS_INFO = [
    "contents_explanation",
    "contents_type",
    "customs_certify",
    "customs_signer",
    "eel_pfc",
    "non_delivery_option",
    "restriction_comments",
    "restriction_type",
    "declaration",
]
CUSTOMS_ITEM = [
    "description",
    "hs_tariff_number",
    "origin_country",
    "quantity",
    "value",
    "weight",
    "code",
    "manufacturer",
    "currency",
    "eccn",
    "printed_commodity_identifier",
]
PARCEL = ("length", "width", "height", "predefined_package", "weight")
ACCOUNTS = {
    "USPS": "ca_b25657e9896e4d63ac8151ac346ac41e",
    "DHLExpress": "ca_0d6e3a1f5b8c4e2d9a7f6c5b4a3d2e1f",
}


def address(asked: Json, at: str) -> Json:
    """An address as it was typed, nothing verified."""
    return _made("adr", "Address", at) | _members(ADDRESS, asked) | {"verifications": {}}


def parcel(asked: Json, at: str) -> Json:
    """A parcel: inches and ounces as floats."""
    members = _members(PARCEL, asked)
    sizes = {name: float(value) for name, value in members.items() if name != "predefined_package" and value}
    return _made("prcl", "Parcel", at) | members | sizes


def customs_item(asked: Json, at: str) -> Json:
    """One line of a declaration; its value becomes text."""
    members = _members(CUSTOMS_ITEM, asked)
    text = {"value": f"{float(members['value']):.2f}", "weight": float(members["weight"])}
    return _made("cstitem", "CustomsItem", at) | members | text


def customs_info(asked: Json, at: str) -> Json:
    """A declaration with its lines."""
    items = [customs_item(item, at) for item in asked.get("customs_items", [])]
    return _made("cstinfo", "CustomsInfo", at) | _members(CUSTOMS_INFO, asked) | {"customs_items": items}


def rate(shipment: str, carrier: str, service: str, cents: int, days: int, at: str) -> Json:
    """One rate of a shipment."""
    price = f"{cents / 100:.2f}"
    made = _made("rate", "Rate", at) | {"service": service, "carrier": carrier, "rate": price}
    return made | {
        "currency": "USD",
        "retail_rate": f"{cents * 1.3 / 100:.2f}",
        "retail_currency": "USD",
        "list_rate": price,
        "list_currency": "USD",
        "billing_type": "easypost",
        "delivery_days": days,
        "delivery_date": None,
        "delivery_date_guaranteed": False,
        "est_delivery_days": days,
        "shipment_id": shipment,
        "carrier_account_id": ACCOUNTS[carrier],
    }


def postage_label(url: str, kind: str, at: str) -> Json:
    """The label; its file is fetched from ``url`` without a key."""
    label_id = new_id("pl")
    return {
        "object": "PostageLabel",
        "id": label_id,
        "created_at": at,
        "updated_at": at,
        "date_advance": 0,
        "integrated_form": "none",
        "label_date": at,
        "label_resolution": 300,
        "label_size": "4x6",
        "label_type": "default",
        "label_file_type": {"pdf": "application/pdf", "png": "image/png"}[kind],
        "label_url": f"{url}/files/postage_label/{label_id}.{kind}",
        "label_pdf_url": None,
        "label_zpl_url": None,
        "label_epl2_url": None,
        "label_file": None,
    }


def fee(kind: str, cents: int) -> Json:
    """A fee that was charged."""
    return {
        "object": "Fee",
        "type": kind,
        "amount": f"{cents / 100:.5f}",
        "charged": True,
        "refunded": False,
    }


def tracker(code: str, carrier: str, shipment: str | None, url: str, at: str) -> Json:
    """A tracker of which the carrier knows nothing yet."""
    tracker_id = new_id("trk")
    return {
        "id": tracker_id,
        "object": "Tracker",
        "mode": "test",
        "tracking_code": code,
        "status": "unknown",
        "status_detail": "unknown",
        "created_at": at,
        "updated_at": at,
        "signed_by": None,
        "weight": None,
        "est_delivery_date": None,
        "shipment_id": shipment,
        "carrier": carrier,
        "tracking_details": [],
        "fees": [],
        "carrier_detail": None,
        "public_url": f"{url}/track/{tracker_id}",
    }


def tracking_detail(status: str, message: str, at: str, place: Json, carrier: str) -> Json:
    """One scan."""
    where = {name: place.get(name) for name in ("city", "state", "country", "zip")}
    return {
        "object": "TrackingDetail",
        "message": message,
        "description": "",
        "status": status,
        "status_detail": "status_update",
        "datetime": at,
        "source": carrier,
        "carrier_code": "",
        "tracking_location": {"object": "TrackingLocation", **where},
    }


def _made(prefix: str, kind: str, at: str) -> Json:
    return {"id": new_id(prefix), "object": kind, "created_at": at, "updated_at": at, "mode": "test"}


def _members(names: list[str] | tuple[str, ...], asked: Json) -> Json:
    return {name: asked.get(name) for name in names}
