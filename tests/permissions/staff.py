"""The staff site: the way in, the frame, and every registered model with the role that works on it."""

from functools import partial
from typing import Any

from django.urls import get_resolver

from portero.core.admin_site import site
from tests.permissions.table import NOBODY_ADDS, STAFF_ONLY, Answers, Row, Table, World

IN: Answers = (302, 302, 200, 200)  # any verified member of staff
ON: Answers = (302, 302, 302, 302)  # leads on, or back to the sign-in

TABLE: Table = {
    "staff:sign-in": Row(get=(200, 200, 302, 302), post=(200, 200, 200, 200), right="Fulfilment"),
    "staff:code": Row(get=IN, post=IN, right="Fulfilment", form=lambda world: {"code": "no"}, may_change=()),
    "staff:factor": Row(get=IN, right="Fulfilment"),
    "staff:enrol": Row(get=IN, post=IN, right="Fulfilment", may_change=()),
    "staff:recovery-codes": Row(get=ON, post=ON, right="Fulfilment"),
    "staff:recovery-codes-file": Row(get=ON, right="Fulfilment"),
    "admin:index": Row(get=IN, right="Fulfilment"),
    "admin:search": Row(get=IN, right="Fulfilment"),
    "admin:login": Row(get=ON, right="Fulfilment"),
    "admin:logout": Row(get=ON, post=ON, right="Fulfilment"),
    "admin:password_change": Row(get=ON, right="Fulfilment"),
    "admin:password_change_done": Row(get=IN, right="Fulfilment"),
    "admin:autocomplete": Row(get=(302, 302, 403, 403), right="Fulfilment"),
    "admin:jsi18n": Row(get=IN, right="Fulfilment"),
    "admin:view_on_site": Row(
        get=(302, 302, 404, 404), right="Fulfilment", arguments=lambda world: [0, world.item.pk]
    ),
    "admin:app_list": Row(get=(302, 302, 404, 200), right="Administrator", arguments=lambda world: ["core"]),
}

# Every role of the shop floor reads pieces: a wrong role of "" sees the pages and changes nothing.
# model: the role that works on it, a role that doesn't see it, and the pages closed to everybody.
MODELS: dict[str, tuple[str, str, frozenset[str]]] = {
    "accounts_user": ("Administrator", "Photographer", frozenset({"delete"})),
    "authentication_case": ("Consignment manager", "Authenticator", frozenset({"add", "delete"})),
    "authentication_caseevent": ("Consignment manager", "Authenticator", frozenset({"add", "delete"})),
    "authentication_tierrule": ("Administrator", "Authenticator", frozenset()),
    "authentication_outsideexpert": ("Consignment manager", "Authenticator", frozenset({"delete"})),
    "core_auditentry": ("Administrator", "Customer care", frozenset({"add", "delete"})),
    "core_mail": ("Administrator", "Photographer", frozenset({"add", "delete"})),
    "core_figurevalue": ("Administrator", "Photographer", frozenset()),
    "core_signingkey": ("Administrator", "Photographer", frozenset({"add", "delete"})),
    "catalog_item": ("Consignment manager", "", frozenset({"add", "delete"})),
    "catalog_graderule": ("Administrator", "Photographer", frozenset()),
    "catalog_gradedecision": ("Authenticator", "Photographer", frozenset({"add", "delete"})),
    "order_order": ("Customer care", "Photographer", frozenset({"add", "delete"})),
    "payments_payment": ("Accounting", "Photographer", frozenset({"add", "delete"})),
    "payments_refund": ("Accounting", "Photographer", frozenset({"add", "delete"})),
    "payments_dispute": ("Accounting", "Photographer", frozenset({"delete"})),
    "payments_incomingwire": ("Accounting", "Customer care", frozenset({"add", "delete"})),
    "payments_reconciliationrun": ("Accounting", "Customer care", frozenset({"add", "delete"})),
    "payments_difference": ("Accounting", "Customer care", frozenset({"add", "delete"})),
    "books_nexusrule": ("Accounting", "Customer care", frozenset({"delete"})),
    "invoices_paper": ("Accounting", "Photographer", frozenset({"add", "delete"})),
    "invoices_seller": ("Accounting", "Customer care", frozenset({"delete"})),
    "fulfilment_shipment": ("Fulfilment", "Photographer", frozenset({"add", "delete"})),
    "fulfilment_breach": ("Fulfilment", "Photographer", frozenset({"add", "delete"})),
    "fulfilment_pause": ("Fulfilment", "Photographer", frozenset({"add", "delete"})),
    "fulfilment_reminder": ("Fulfilment", "Photographer", frozenset({"add", "delete"})),
    "returns_return": ("Customer care", "Photographer", frozenset({"add", "delete"})),
    "promise_claim": ("Customer care", "Photographer", frozenset({"add", "delete"})),
    "logistics_label": ("Fulfilment", "Photographer", frozenset({"add", "delete"})),
    "logistics_carriermessage": ("Fulfilment", "Customer care", frozenset({"add", "delete"})),
    "orders_deliveryoption": ("Administrator", "Photographer", frozenset({"delete"})),
    "delivery_zone": ("Administrator", "Photographer", frozenset({"delete"})),
    "delivery_deliverycharge": ("Administrator", "Photographer", frozenset({"delete"})),
    "tax_registration": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_rate": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_boundary": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_taxrule": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_shippingrule": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_roundingrule": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_refundrule": ("Accounting", "Photographer", frozenset({"delete"})),
    "routes_routerule": ("Administrator", "Photographer", frozenset({"delete"})),
    "routes_release": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "border_bordercharge": ("Accounting", "Photographer", frozenset({"add", "delete"})),
    "border_tariffheading": ("Accounting", "Photographer", frozenset({"delete"})),
    "border_dutyrate": ("Accounting", "Photographer", frozenset({"delete"})),
    "border_countryrule": ("Accounting", "Photographer", frozenset({"delete"})),
    "border_importtax": ("Accounting", "Photographer", frozenset({"delete"})),
    "border_borderfee": ("Accounting", "Photographer", frozenset({"delete"})),
    "tax_resalecertificate": ("Accounting", "Customer care", frozenset({"add", "delete"})),
    "tax_taxanswer": ("Accounting", "Customer care", frozenset({"add", "delete"})),
    "concierge_findrequest": ("Concierge", "Photographer", frozenset({"add", "delete"})),
    "concierge_savedsearch": ("Concierge", "Photographer", frozenset({"add", "delete"})),
    "concierge_placeinline": ("Concierge", "Photographer", frozenset({"add", "delete"})),
    "consignment_submission": ("Consignment manager", "Photographer", frozenset({"add", "delete"})),
    "consignment_consignor": ("Consignment manager", "Photographer", frozenset({"add", "delete"})),
    "consignment_offer": ("Consignment manager", "Photographer", frozenset({"add", "delete"})),
    "consignment_agreement": ("Consignment manager", "Photographer", frozenset({"add", "delete"})),
    "consignment_commissiontier": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "consignment_terms": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "authentication_certificate": ("Authenticator", "Photographer", frozenset({"add", "delete"})),
    "catalog_designer": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_style": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_category": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_colour": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_material": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_hardware": ("Consignment manager", "Photographer", frozenset({"delete"})),
    "catalog_landingtext": ("Consignment manager", "Photographer", frozenset()),
}
READ_ONLY = {
    "authentication_certificate",
    "catalog_gradedecision",
    "authentication_case",
    "authentication_caseevent",
    "consignment_submission",
    "consignment_consignor",
    "consignment_offer",
    "consignment_agreement",
    "consignment_terms",
    "concierge_findrequest",
    "concierge_savedsearch",
    "concierge_placeinline",
    "border_bordercharge",
    "routes_release",
    "payments_incomingwire",
    "core_auditentry",
    "core_mail",
    "core_signingkey",
    "invoices_paper",
    "order_order",
    "payments_payment",
    "payments_refund",
    "payments_dispute",
    "payments_reconciliationrun",
    "payments_difference",
    "fulfilment_shipment",
    "tax_resalecertificate",
    "tax_taxanswer",
    "fulfilment_breach",
    "fulfilment_pause",
    "fulfilment_reminder",
    "returns_return",
    "promise_claim",
    "logistics_label",
    "logistics_carriermessage",
}
VERBS = {
    "catalog_item": (
        "Consignment manager",
        "Photographer",
        ["publish", "withdraw", "back_to_draft", "set_price"],
    ),
    "payments_payment": ("Accounting", "Photographer", ["seen_to", "return_money"]),
    # Customer care asks for refunds; whether they are right and have been paid is accounting's.
    "payments_refund": ("Accounting", "Customer care", ["approve", "paid", "try_again", "call_off"]),
    "payments_dispute": ("Accounting", "Customer care", ["submitted", "won", "lost"]),
    "payments_difference": ("Accounting", "Customer care", ["close"]),
    "routes_release": ("Consignment manager", "Photographer", ["revoke"]),
    "authentication_certificate": ("Administrator", "Photographer", ["issue_again", "revoke"]),
    "authentication_case": ("Consignment manager", "Authenticator", ["close"]),
    "core_mail": ("Customer care", "Fulfilment", ["send_again", "send_to_corrected"]),
    "order_order": ("Customer care", "Accounting", ["correct_email"]),
}


def _row(model: str, page: str) -> Row:
    right, wrong, closed = MODELS[model]
    pk = [] if page in ("changelist", "add") else [model]
    answers = NOBODY_ADDS if page in closed else STAFF_ONLY if wrong else IN
    hers = 403 if page == "change" and model in READ_ONLY else answers[3]
    denied: Answers = (302, 302, 403 if wrong or page in {*closed, "change"} else 200, hers)
    return Row(
        get=answers,
        post=denied if page in ("add", "change", "delete") else None,
        right=right,
        wrong=wrong or "Concierge",
        arguments=lambda world: [_pk_of(world, key) for key in pk],
        may_change=(3,),
    )


def _pk_of(world: World, model: str) -> Any:
    return world.rows[model].pk


def _pks_of(world: World, key: str) -> list[Any]:
    return [_pk_of(world, key)]


def _action(model: str, verb: str) -> Row:
    right, wrong, _ = VERBS[model]
    return Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 200),
        right=right,
        wrong=wrong,
        arguments=lambda world: [_pk_of(world, model)],
    )


for _model in MODELS:
    for _page in ("changelist", "add", "change", "delete", "history"):
        TABLE[f"admin:{_model}_{_page}"] = _row(_model, _page)
for _model, (_, _, _verbs) in VERBS.items():
    for _verb in _verbs:
        TABLE[f"admin:{_model}_{_verb}"] = _action(_model, _verb)
TABLE["admin:authentication_case_open_by_hand"] = Row(
    get=STAFF_ONLY, post=(302, 302, 403, 200), right="Consignment manager", wrong="Authenticator"
)
TABLE["admin:payments_dispute_evidence"] = Row(
    get=STAFF_ONLY,
    post=STAFF_ONLY,
    right="Accounting",
    wrong="Customer care",
    arguments=lambda world: [_pk_of(world, "payments_dispute")],
    may_change=(),
)
TABLE["admin:catalog_item_photographs"] = Row(
    get=(302, 302, 403, 302),
    post=(302, 302, 403, 302),
    right="Photographer",
    wrong="Customer care",
    arguments=lambda world: [_pk_of(world, "catalog_item")],
    may_change=(),
)
TABLE["photos:page"] = Row(
    get=STAFF_ONLY,
    post=(302, 302, 403, 302),
    right="Photographer",
    wrong="Customer care",
    arguments=lambda world: [world.item.pk],
)
TABLE["photos:arrange"] = Row(
    get=(302, 302, 403, 405),
    post=(302, 302, 403, 422),
    right="Photographer",
    wrong="Customer care",
    arguments=lambda world: [world.item.pk],
)
TABLE["photos:progress"] = Row(
    get=STAFF_ONLY, right="Photographer", wrong="Customer care", arguments=lambda world: [world.item.pk]
)
TABLE["mails:all"] = Row(get=STAFF_ONLY, right="Customer care", wrong="Fulfilment")
TABLE["mails:one"] = Row(
    get=STAFF_ONLY, right="Customer care", wrong="Fulfilment", arguments=lambda world: ["refund_done"]
)
for _page in ("books:tax-report", "books:nexus"):
    TABLE[_page] = Row(get=STAFF_ONLY, right="Accounting", wrong="Customer care")
TABLE["admin:invoices_paper_download"] = Row(
    get=STAFF_ONLY,
    post=STAFF_ONLY,
    right="Accounting",
    wrong="Photographer",
    arguments=lambda world: [_pk_of(world, "invoices_paper")],
)
TABLE["admin:payments_reconciliationrun_csv"] = Row(
    get=STAFF_ONLY,
    post=STAFF_ONLY,
    right="Accounting",
    wrong="Customer care",
    arguments=lambda world: [_pk_of(world, "payments_reconciliationrun")],
    may_change=(),
)
TABLE["admin:payments_difference_csv"] = Row(
    get=STAFF_ONLY, post=STAFF_ONLY, right="Accounting", wrong="Customer care", may_change=()
)
# The dispute of this world was typed from a letter: nobody can be asked about it.
TABLE["admin:payments_dispute_ask"] = Row(
    get=(302, 302, 403, 403),
    post=(302, 302, 403, 403),
    right="Accounting",
    wrong="Customer care",
    arguments=lambda world: [_pk_of(world, "payments_dispute")],
    may_change=(),
)
# They lead to a form of their own.
for _name, _key in (
    ("order_order_refund", "order_order"),
    ("order_order_cancel_and_refund", "order_order"),
    ("payments_payment_refund", "payments_payment"),
):
    TABLE[f"admin:{_name}"] = Row(
        get=(302, 302, 403, 302),
        right="Customer care",
        wrong="Fulfilment",
        arguments=partial(_pks_of, key=_key),
    )
_FORM: dict[str, Any] = {
    "get": STAFF_ONLY,
    "post": (302, 302, 403, 422),
    "right": "Customer care",
    "wrong": "Fulfilment",
    "form": lambda world: {"reason": ""},
    "may_change": (),
}
TABLE["refunds:ask"] = Row(**_FORM, arguments=lambda world: [_pk_of(world, "payments_payment")])
TABLE["refunds:pieces"] = Row(**_FORM, arguments=lambda world: [_pk_of(world, "payments_payment")])
TABLE["refunds:cancel"] = Row(**_FORM, arguments=lambda world: [world.order.number])
# A superuser's alone: also the administrator is refused.
TABLE["admin:accounts_user_reset_second_factor"] = Row(
    get=(302, 302, 403, 403),
    post=(302, 302, 403, 403),
    right="Administrator",
    arguments=lambda world: [_pk_of(world, "accounts_user")],
    may_change=(),
)


def registered() -> set[str]:
    """The models on the staff site, as the table names them."""
    _ = get_resolver().url_patterns  # the rooms' admins are found when the addresses are read
    return {f"{model._meta.app_label}_{model._meta.model_name}" for model in site._registry}
