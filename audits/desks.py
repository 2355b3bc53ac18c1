"""The desks of the staff with the work that lies on them, and the browser of an administrator at work."""

from django.conf import settings

from accounts.models import User
from authentication.models import Case
from orders.fulfilment.models import Shipment, ShipmentState
from orders.order.models import Order
from orders.promise.models import Claim, ClaimState
from orders.returns.models import Return, ReturnState
from tests.factories.authentication import begun_review
from tests.factories.people import at_work

S, C = ReturnState, ClaimState
QUEUES = {
    "today": "",
    "ship by": "ship-by/",
    "pick list": "ship-by/pick-list/",
    "hand over": "ship-by/hand-over/",
    "ship by weeks": "ship-by/weeks/",
    "preorders": "preorders/",
    "lost parcels": "lost-parcels/",
    "parcels astray": "parcels-astray/",
    "parcels back": "back-with-us/",
    "verification": "verification/",
    "returns": "return-desk/open/",
    "returns to decide": "return-desk/to-decide/",
    "scan a return": "return-desk/receive/",
    "claims": "claims/open/",
    "find a claim": "claims/find/",
    "mails": "mails/",
    "mail of a return": "mails/return_approved/",
    "mail of a claim": "mails/claim_condition/",
    "authentication": "authentication/",
    "blind second looks": "authentication/quality/blind/",
    "quality": "authentication/quality/",
    "condition": "authentication/condition/",
    "date codes": "codes/",
    "checklists": "checklists/",
    "serial alarms": "numbers/alarms/",
    "serial lists": "numbers/lists/",
}


def administrator() -> User:
    """Who may see everything."""
    return User.objects.filter(groups__name="Administrator", is_active=True).earliest("pk")


def cookie() -> tuple[str, str]:
    """Name and value of the session of an administrator who gave her second factor a moment ago."""
    kept = at_work(administrator()).cookies[settings.SESSION_COOKIE_NAME]
    return settings.SESSION_COOKIE_NAME, kept.value


def paths() -> dict[str, str]:
    """Every desk and one of each thing on it."""
    case = Case.objects.filter(state=Case.State.OPEN, kind=Case.Kind.INTAKE).earliest("pk")
    if not case.reviews.exists():
        begun_review(case, administrator())
    found = QUEUES | {"case": f"authentication/cases/{case.number}/"} | _parcel() | _returns() | _claims()
    order = Order.objects.filter(returns__state=S.REFUNDED).latest("pk")
    found["order of a return"] = f"order/order/{order.pk}/change/"
    return {f"staff {name}": f"/staff/{path}" for name, path in found.items()}


def _parcel() -> dict[str, str]:
    parcel = Shipment.objects.filter(state=ShipmentState.TO_PACK, ship_by__isnull=False).latest("pk")
    return {f"parcel to {step}": f"ship-by/{parcel.number}/{step}/" for step in ("pack", "label")}


def _returns() -> dict[str, str]:
    found = {}
    for state in (S.REQUESTED, S.APPROVED, S.RECEIVED, S.REFUNDING, S.GOING_BACK, S.REFUNDED):
        one = Return.objects.filter(state=state).latest("pk")
        found[f"return {state.label.split(',')[0].lower()}"] = f"return-desk/{one.number}/"
    table = Return.objects.filter(state=S.RECEIVED).order_by("-pk")
    for name, one in {"to judge": table[0], "to inspect": table[1]}.items():
        found[f"piece {name}"] = f"return-desk/{one.number}/{one.pieces.earliest('pk').pk}/"
    return found


def _claims() -> dict[str, str]:
    found = {}
    for state in (C.OPENED, C.LABEL_SENT, C.UNDER_REVIEW, C.DECIDED_AUTHENTIC, C.THIRD_PARTY, C.GOING_BACK):
        one = Claim.objects.filter(state=state).latest("pk")
        found[f"claim {state.name.lower().replace('_', ' ')}"] = f"claims/{one.number}/"
    received = Claim.objects.filter(state=C.RECEIVED).latest("pk")
    return found | {"claim to inspect": f"claims/{received.number}/inspect/"}
