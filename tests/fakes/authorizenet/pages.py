"""Accept Hosted's page: a plain form, no script. The shop posts the token, the buyer pays or goes back."""

from typing import Any
from urllib.parse import parse_qs

from ..base.http import Page, Request, see_other
from ..base.render import Safe, dollars
from . import hosted
from .api import Api
from .errors import Json, Refusal, Stopped
from .reasons import text
from .render import page, render
from .transactions import cents_of

FIELD_OF = {"E_WC_05": "number", "E_WC_06": "expiry", "E_WC_08": "expiry", "E_WC_15": "cvc"}
TYPED = ("first_name", "last_name", "address", "zip")
OPERATION = "hosted.pay"


def handle(api: Api, request: Request) -> Page | None:
    """Answer a browser's request for the page, or nothing where the path is none of it."""
    if request.path not in ("/payment/payment", "/payment/pay") or request.method != "POST":
        return None
    form = {name: values[-1].strip() for name, values in parse_qs(request.body).items()}
    try:
        if request.path == "/payment/payment":
            return _opened(api, form)
        return _submitted(api, form)
    except Refusal as refusal:
        return Page(410, page("Not here", render("message.html", title="Not here", text=refusal)))


def _opened(api: Api, form: Json) -> Page:
    with api.state.transaction() as tx:
        row = hosted.get(api.call(tx, OPERATION), form.get("token", ""))
    known = row["asked"].get("billTo") or {}
    prefilled = {
        "first_name": known.get("firstName", ""),
        "last_name": known.get("lastName", ""),
        "address": known.get("address", ""),
        "zip": known.get("zip", ""),
    }
    return Page(200, _form_page(row, form.get("token", ""), prefilled))


def _submitted(api: Api, form: Json) -> Page:
    token = form.get("token", "")
    with api.state.transaction() as tx:
        call = api.call(tx, OPERATION)
        row = hosted.get(call, token)
        try:
            done = hosted.pay(call, token, form)
        except Refusal as refusal:
            return Page(402, _form_page(row, token, form, str(refusal), FIELD_OF.get(refusal.code, "number")))
        except Stopped as stopped:
            return Page(402, _form_page(row, token, form, text(stopped.reason)))
    if done["code"] not in hosted.PAYS:
        return Page(402, _form_page(row, token, form, done["said"]))
    options = row["settings"].get("hostedPaymentReturnOptions") or {}
    if options.get("url") and not options.get("showReceipt", True):
        return see_other(options["url"])
    return Page(200, page("Thank you", _receipt(options)))


def _receipt(options: Json) -> Safe:
    said = render("message.html", title="Thank you", text="Your payment was received.")
    link = Safe("")
    if options.get("url"):
        link = render("link.html", url=options["url"], text=options.get("urlText") or "Continue")
    return Safe(said + link)


def _form_page(row: Json, token: str, typed: Json, problem: str = "", field: str = "number") -> str:
    asked, settings = row["asked"], row["settings"]
    options: Any = settings.get("hostedPaymentReturnOptions") or {}
    merchant = (settings.get("hostedPaymentOrderOptions") or {}).get("merchantName") or "the shop"
    cancel = Safe("")
    if options.get("cancelUrl"):
        cancel = render("link.html", url=options["cancelUrl"], text=options.get("cancelUrlText") or "Cancel")
    return page(
        "Pay by card",
        render(
            "payment.html",
            merchant=merchant,
            description=(asked.get("order") or {}).get("description", ""),
            total=dollars(cents_of(asked["amount"])),
            token=token,
            button=(settings.get("hostedPaymentButtonOptions") or {}).get("text") or "Pay",
            cancel=cancel,
            **{name: typed.get(name, "") for name in TYPED},
            **_marked(problem, field),
        ),
    )


def _marked(problem: str, field: str) -> dict[str, Safe]:
    """Return the message beside the field it is about, and the ``aria-invalid`` that goes with it."""
    marks = {
        f"{name}_{part}": Safe() for name in ("number", "expiry", "cvc") for part in ("error", "invalid")
    }
    if problem:
        marks[f"{field}_error"] = render("error.html", id=f"{field}-error", text=problem)
        marks[f"{field}_invalid"] = Safe(f' aria-invalid="true" aria-describedby="{field}-error" autofocus')
    return marks
