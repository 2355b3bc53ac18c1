"""What each role of the staff may see and do: one table, written into Django's groups by `sync`.

`manage.py sync_roles` runs after every migrate. A permission named here that doesn't exist is an error,
so a renamed model can't silently take a right away (or leave one behind).
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# Letters: v view, a add, c change, d delete, p publish (list, withdraw and price a piece), r receive (take in, shelve
# and send back), h hold (keep for legal reasons), o open (a case by hand), k ask (an authenticator outside),
# i issue (a certificate), x revoke (one), e read (the numbers of pieces), w preview (every mail), s resend (one),
# j override (a piece that came back without its tag), t settle (what is lost on its way back), q decide (a claim).
Grants = dict[str, str]

_PIECE_READ: Grants = {
    "catalog.item": "v",
    "catalog.photo": "v",
    "catalog.conditionreport": "v",
    "catalog.defect": "v",
    "catalog.inclusion": "v",
    "catalog.measurement": "v",
    "catalog.pricechange": "v",
    "catalog.hold": "v",
    "catalog.itemlogentry": "v",
}
_PARCEL_READ: Grants = {
    "order.order": "v",
    "orders.orderevent": "v",
    "fulfilment.shipment": "v",
}
_ORDER_READ: Grants = _PARCEL_READ | {"payments.payment": "v", "invoices.paper": "v"}
_VOCABULARY_EDIT: Grants = {
    f"catalog.{word}": "vac" for word in ("designer", "style", "category", "colour", "material", "hardware")
} | {"catalog.landingtext": "vacd"}
_CONDITION_EDIT: Grants = {
    "catalog.graderule": "v",
    "catalog.gradedecision": "va",
    "catalog.conditionreport": "vac",
    "catalog.defect": "vacd",
    "catalog.inclusion": "vacd",
    "catalog.measurement": "vacd",
}

ROLES: dict[str, Grants] = {
    "Customer care": _PIECE_READ
    | _ORDER_READ
    | {
        "order.order": "vc",
        "fulfilment.astray": "vc",
        "returns.return": "vc",
        "promise.claim": "vcq",
        "payments.refund": "va",
        "authentication.certificate": "v",
        "authentication.holder": "v",
        "payments.dispute": "v",
        "logistics.label": "v",
        "logistics.trackingevent": "v",
        "accounts.user": "v",
        "core.mail": "vws",
        "core.figurevalue": "v",
        "routes.routerule": "v",
        "routes.release": "v",
        "concierge.findrequest": "v",
        "concierge.savedsearch": "v",
        "concierge.placeinline": "v",
    },
    "Fulfilment": _PIECE_READ
    | _PARCEL_READ
    | {
        "fulfilment.shipment": "vc",
        "fulfilment.breach": "v",
        "fulfilment.reminder": "v",
        "fulfilment.pause": "v",
        "fulfilment.astray": "vc",
        "returns.return": "vr",
        "promise.claim": "vr",
        "logistics.label": "v",
        "logistics.trackingevent": "v",
        "logistics.carriermessage": "v",
        "routes.release": "v",
        "routes.routerule": "v",
        "core.mail": "v",
        "consignment.consignment": "vr",
        "catalog.custody": "va",
    },
    "Photographer": _PIECE_READ | {"catalog.photo": "vacd", "consignment.consignment": "v"},
    "Authenticator": _PIECE_READ
    | _CONDITION_EDIT
    | {
        "catalog.item": "vc",
        "catalog.clearance": "v",
        "authentication.case": "v",
        "authentication.certificate": "v",
        "authentication.review": "vac",
        "promise.claim": "vq",
        "authentication.checklisttemplate": "v",
        "authentication.serial": "vae",
        "authentication.serialalarm": "v",
    },
    "Consignment manager": _PIECE_READ
    | _CONDITION_EDIT
    | _VOCABULARY_EDIT
    | {
        "catalog.item": "vcp",
        "catalog.photo": "vacd",
        "catalog.clearance": "v",
        "order.order": "v",
        "returns.return": "vj",
        "promise.claim": "vq",
        "promise.tag": "j",
        "routes.routerule": "v",
        "routes.release": "va",
        "consignment.submission": "vc",
        "authentication.case": "vo",
        "authentication.certificate": "vi",
        "authentication.outsideexpert": "vac",
        "authentication.tierrule": "v",
        "authentication.outside": "k",
        "authentication.checklisttemplate": "v",
        "authentication.serial": "va",
        "authentication.serialalarm": "vc",
        "consignment.consignment": "vcrh",
        "catalog.custody": "va",
        "consignment.consignor": "v",
        "consignment.offer": "va",
        "consignment.agreement": "v",
        "consignment.commissiontier": "vac",
        "consignment.terms": "va",
    },
    "Concierge": _PIECE_READ
    | {
        "accounts.user": "v",
        "order.order": "v",
        "concierge.findrequest": "vc",
        "concierge.savedsearch": "v",
        "concierge.placeinline": "v",
    },
    "Accounting": _ORDER_READ
    | {
        "catalog.item": "v",
        "catalog.pricechange": "v",
        "payments.payment": "vc",
        "payments.refund": "vac",
        "payments.paymentevent": "v",
        "payments.gatewaycall": "v",
        "payments.webhookmessage": "v",
        "payments.incomingwire": "vac",
        "payments.dispute": "vac",
        "payments.disputeevent": "v",
        "payments.reconciliationrun": "v",
        "payments.difference": "vc",
        "returns.return": "vt",
        "promise.claim": "vt",
        "invoices.seller": "vac",
        "books.taxedsale": "v",
        "books.nexusrule": "vac",
        "books.nexuscrossing": "v",
        "tax.registration": "vac",
        "tax.jurisdiction": "v",
        "tax.rate": "vac",
        "tax.taxcomponent": "v",
        "tax.taxanswer": "v",
        "tax.resalecertificate": "vc",
        "tax.boundary": "vac",
        "tax.taxrule": "vac",
        "tax.shippingrule": "vac",
        "tax.roundingrule": "vac",
        "tax.refundrule": "vac",
        "border.tariffheading": "vac",
        "border.dutyrate": "vac",
        "border.countryrule": "vac",
        "border.importtax": "vac",
        "border.borderfee": "vac",
        "border.bordercharge": "v",
        "core.auditentry": "v",
        "core.figurevalue": "v",
    },
}
# The administrator runs the house: all that the others may, the people, the figures and the trail.
ADMINISTRATOR = "Administrator"
_HOUSE: Grants = {
    "catalog.graderule": "vacd",
    "authentication.quality": "v",
    "authentication.trainingfake": "va",
    "accounts.user": "vac",
    "core.auditentry": "v",
    "core.figurevalue": "vacd",
    "core.mail": "v",
    "core.signingkey": "v",
    "authentication.checklisttemplate": "vac",
    "authentication.flaggedlist": "va",
    "authentication.certificate": "x",
    "orders.deliveryoption": "vac",
    "fulfilment.breach": "vc",
    "routes.routerule": "vac",
    "authentication.tierrule": "vacd",
    "delivery.zone": "vac",
    "delivery.zoneplace": "vacd",
    "delivery.deliverycharge": "vac",
}
_VERBS = {
    "v": "view",
    "a": "add",
    "c": "change",
    "d": "delete",
    "p": "publish",
    "r": "receive",
    "h": "hold",
    "o": "open",
    "k": "ask",
    "e": "read",
    "i": "issue",
    "x": "revoke",
    "w": "preview",
    "s": "resend",
    "j": "override",
    "t": "settle",
    "q": "decide",
}


def _everything() -> Grants:
    merged: dict[str, set[str]] = {}
    for grants in (*ROLES.values(), _HOUSE):
        for model, letters in grants.items():
            merged.setdefault(model, set()).update(letters)
    return {model: "".join(sorted(letters)) for model, letters in merged.items()}


ROLES[ADMINISTRATOR] = _everything()


class UnknownPermission(Exception):
    """The table names a permission that no model has."""


def permissions_of(role: str) -> set[str]:
    """The permissions of a role as Django writes them: `catalog.view_item`. Raises KeyError for no such role."""
    return {
        f"{app}.{_VERBS[letter]}_{model}"
        for (app, model), letters in ((key.split("."), value) for key, value in ROLES[role].items())
        for letter in letters
    }


@transaction.atomic
def sync() -> None:
    """Make the groups of the database say what the table says; safe to run again. Raises UnknownPermission."""
    known = {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        wanted = permissions_of(role)
        if missing := wanted - known.keys():
            raise UnknownPermission(f"{role}: {', '.join(sorted(missing))}")
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in wanted])
