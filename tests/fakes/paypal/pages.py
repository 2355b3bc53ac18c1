"""PayPal's page, where the buyer approves: plain forms, no script."""

from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from ..base.errors import DoubleError, Json
from ..base.http import Answer, Page, Request, see_other, static_file
from ..base.render import PAGE_STYLE, Safe, Templates, dollars
from . import orders
from .api import Api
from .call import cents

TEMPLATES = Templates("PayPal", Path(__file__).parent / "templates")
CHOICES = {"approve": "", "approve_declining": "declines"}


def handle(api: Api, request: Request) -> Answer | None:
    """Answer a browser's request for the page, or nothing where the path is none."""
    if request.path == "/static/page.css":
        return static_file(PAGE_STYLE)
    if request.path != "/checkoutnow":
        return None
    try:
        return _checkout(api, request, dict(parse_qsl(request.query)).get("token", ""))
    except DoubleError:
        text = "This payment has expired, or was never begun. Nothing was charged. Go back to the shop to start again."
        body = TEMPLATES.render("message.html", title="Not here", text=text)
        return Page(404, TEMPLATES.page("Not here", body))


def _checkout(api: Api, request: Request, order_id: str) -> Page:
    with api.state.transaction() as tx:
        call = api.call(tx, "checkout.page")
        order, context = call.find("order", order_id), orders.private(call, order_id)["context"]
        choice = parse_qs(request.body).get("choice", [""])[0] if request.method == "POST" else ""
        if choice in CHOICES:
            order = orders.approve(call, order_id, CHOICES[choice])
    if choice == "cancel":
        return see_other(_with(context["cancel_url"], token=order_id))
    if order["status"] != "PAYER_ACTION_REQUIRED":
        payer = str(orders.PAYER["account_id"])
        return see_other(_with(context["return_url"], token=order_id, PayerID=payer))
    return Page(200, TEMPLATES.page("Pay with PayPal", _form(order, order_id)))


def _form(order: Json, order_id: str) -> Safe:
    unit = order["purchase_units"][0]
    address = (unit.get("shipping") or {}).get("address") or {}
    lines = (
        "address_line_1",
        "address_line_2",
        "admin_area_2",
        "admin_area_1",
        "postal_code",
        "country_code",
    )
    return TEMPLATES.render(
        "approve.html",
        action=f"/checkoutnow?token={order_id}",
        text=unit.get("description", "A purchase"),
        total=dollars(cents(unit["amount"])),
        name=((unit.get("shipping") or {}).get("name") or {}).get("full_name", ""),
        address=", ".join(address[line] for line in lines if address.get(line)),
        payer=orders.PAYER["email_address"],
    )


def _with(url: str, **more: str) -> str:
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *more.items()])
    return urlunsplit(parts._replace(query=query))
