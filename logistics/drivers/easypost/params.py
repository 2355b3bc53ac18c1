"""What we ask EasyPost: ounces and inches, addresses, customs, options."""

from decimal import ROUND_UP, Decimal
from typing import Any

from logistics.gateway import Address, Customs, CustomsItem, Dispatch, Parcel

GRAMS_PER_OUNCE, CM_PER_INCH = Decimal("28.349523125"), Decimal("2.54")
TENTH = Decimal("0.1")


def shipment(dispatch: Dispatch, key: str) -> dict[str, Any]:
    """The parameters of a new shipment. For a return EasyPost swaps the addresses, so they go in as outbound."""
    sender, recipient = dispatch.sender, dispatch.recipient
    if dispatch.is_return:
        sender, recipient = recipient, sender
    asked: dict[str, Any] = {
        "from_address": _address(sender),
        "to_address": _address(recipient),
        "parcel": _parcel(dispatch.parcel),
        "options": _options(dispatch),
        "reference": key,
    }
    if dispatch.is_return:
        asked["is_return"] = True
    if dispatch.customs is not None:
        asked["customs_info"] = _customs(dispatch.customs)
    return asked


def ounces(grams: int) -> float:
    """Grams in ounces, up to the next tenth: too little is surcharged."""
    return float((grams / GRAMS_PER_OUNCE).quantize(TENTH, ROUND_UP))


def inches(cm: Decimal) -> float:
    """Centimetres in inches, up to the next tenth."""
    return float((cm / CM_PER_INCH).quantize(TENTH, ROUND_UP))


def _address(address: Address) -> dict[str, str]:
    names = {"zip": "postcode"} | {
        name: name
        for name in ("name", "company", "street1", "street2", "city", "state", "country", "phone", "email")
    }
    values = {theirs: getattr(address, ours) for theirs, ours in names.items()}
    return {name: value for name, value in values.items() if value}


def _parcel(parcel: Parcel) -> dict[str, float]:
    return {
        "length": inches(parcel.length_cm),
        "width": inches(parcel.width_cm),
        "height": inches(parcel.height_cm),
        "weight": ounces(parcel.grams),
    }


def _options(dispatch: Dispatch) -> dict[str, Any]:
    options: dict[str, Any] = {"label_format": "PDF", "label_size": "4x6", "currency": "USD"}
    options["print_custom_1"] = dispatch.reference
    if dispatch.signature:
        options["delivery_confirmation"] = "SIGNATURE"
    if dispatch.customs is not None:
        options |= {"incoterm": dispatch.customs.incoterm, "invoice_number": dispatch.customs.invoice}
    return options


def _customs(customs: Customs) -> dict[str, Any]:
    return {
        "contents_type": customs.contents,
        "customs_certify": True,
        "customs_signer": customs.signer,
        "eel_pfc": customs.filing,
        "restriction_type": "none",
        "non_delivery_option": "return",
        "customs_items": [_customs_item(item) for item in customs.items],
    }


def _customs_item(item: CustomsItem) -> dict[str, Any]:
    return {
        "description": item.description[:200],
        "quantity": item.quantity,
        "weight": ounces(item.grams),
        "value": str(item.value),
        "currency": "USD",
        "hs_tariff_number": item.hs_code.replace(".", ""),
        "origin_country": item.made_in,
    }
