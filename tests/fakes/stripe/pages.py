"""The double's pages: the bank's 3-D Secure page, Affirm's, and the hosted Checkout page. Plain forms, no script."""

from urllib.parse import parse_qs

from ..base.http import Page, see_other
from ..base.render import Safe, dollars
from . import affirm, sessions
from . import challenge as challenges
from .api import Api
from .call import Call
from .errors import Json, StripeError
from .forms import mapping
from .render import page, render

FIELDS = ("email", "name", "postal_code")
FIELD_OF = {
    "invalid_expiry_month": "expiry",
    "invalid_expiry_year": "expiry",
    "expired_card": "expiry",
    "invalid_cvc": "cvc",
    "incorrect_cvc": "cvc",
}
COUNTRIES = {"US": "United States", "CA": "Canada", "GB": "United Kingdom", "FR": "France", "JP": "Japan"}


def handle(api: Api, method: str, path: str, body: str) -> Page | None:
    """Answer a browser's request for one of the pages, or nothing where the path is none."""
    parts = path.strip("/").split("/")
    try:
        if parts[0] in ("3ds", "affirm") and len(parts) == 2:
            return _asked(api, method, parts[0], parts[1], body)
        if parts[:2] == ["c", "pay"] and len(parts) == 3:
            return _checkout(api, method, parts[2], body)
        if parts[:2] == ["c", "pay"] and len(parts) == 4 and parts[3] == "return":
            return _returned(api, parts[2])
    except StripeError as error:
        return Page(error.status, page("Not here", render("message.html", title="Not here", text=error)))
    return None


def _asked(api: Api, method: str, whose: str, challenge_id: str, body: str) -> Page:
    with api.state.transaction() as tx:
        call = api.call(tx, whose, {})
        if method == "POST":
            challenges.answer(call, challenge_id, _form(body).get("outcome", ""))
        challenge, intent = challenges.get(call, challenge_id)
        if challenges.is_open(challenge, intent):
            return _affirm(intent) if whose == "affirm" else _bank(intent)
        address = challenges.return_address(challenge, intent)
    if address:
        return see_other(address)
    text = "Your bank has answered. You can close this window."
    return Page(200, page("Your bank has answered", render("message.html", title="Thank you", text=text)))


def _bank(intent: Json) -> Page:
    text = intent["description"] or "a purchase"
    body = render("bank.html", amount=dollars(intent["amount"]), text=text)
    return Page(200, page("Your bank asks", body))


def _affirm(intent: Json) -> Page:
    body = render(
        "affirm.html",
        text=intent["description"] or "A purchase",
        amount=dollars(intent["amount"]),
        part=dollars(intent["amount"] // affirm.PAYMENTS),
        last=dollars(intent["amount"] - intent["amount"] // affirm.PAYMENTS * (affirm.PAYMENTS - 1)),
        address=affirm.delivered_to(intent),
    )
    return Page(200, page("Pay over time", body))


def _checkout(api: Api, method: str, session_id: str, body: str) -> Page:
    with api.state.transaction() as tx:
        call = api.call(tx, "checkout.page", {})
        session = sessions.get(call, session_id)
        if session["status"] == "complete":
            return see_other(sessions.success_address(session))
        if session["status"] == "expired":
            text = "This payment page has expired. Nothing was charged. Go back to the shop to start again."
            return Page(
                410, page("This page has expired", render("message.html", title="Expired", text=text))
            )
        if method == "POST":
            return _submitted(call, session, _form(body))
        return Page(200, _checkout_page(call, session, {"email": session["customer_email"] or ""}))


def _submitted(call: Call, session: Json, form: Json) -> Page:
    month, _, year = form.get("expiry", "").replace(" ", "").partition("/")
    card = {
        "number": form.get("number", ""),
        "exp_month": month,
        "exp_year": year,
        "cvc": form.get("cvc") or "0",
    }
    address = {"country": form.get("country"), "postal_code": form.get("postal_code")}
    billing = {"email": form.get("email"), "name": form.get("name"), "address": address}
    try:
        session, intent = sessions.pay(call, session["id"], card, billing)
    except StripeError as error:
        if not error.executed:
            raise
        return Page(402, _checkout_page(call, session, form, error))
    if intent.get("status") == "requires_action":
        return see_other(mapping(intent["next_action"], "redirect_to_url")["url"])
    return see_other(sessions.success_address(session))


def _returned(api: Api, session_id: str) -> Page:
    with api.state.transaction() as tx:
        call = api.call(tx, "checkout.page", {})
        session = sessions.complete(call, session_id)
        if session["status"] == "complete":
            return see_other(sessions.success_address(session))
        intent = tx.get("payment_intent", session["payment_intent"] or "") or {}
        error = intent.get("last_payment_error") or {}
        known = {"email": session["customer_email"] or ""}
        text = StripeError(402, "card_error", error.get("message", "Please try again."))
        return Page(402, _checkout_page(call, session, known, text))


def _checkout_page(call: Call, session: Json, form: Json, error: StripeError | None = None) -> str:
    items = sessions.private(call, session["id"])["items"]
    lines = [
        render("line.html", name=one["name"], amount=dollars(one["amount"] * one["quantity"]))
        for one in items
    ]
    country = form.get("country") or "US"
    options = "".join(_option(code, name, code == country) for code, name in COUNTRIES.items())
    return page(
        "Pay by card",
        render(
            "checkout.html",
            action=f"/c/pay/{session['id']}",
            lines=Safe("".join(lines)),
            total=dollars(session["amount_total"]),
            countries=Safe(options),
            cancel=Safe(render("cancel.html", url=session["cancel_url"]) if session["cancel_url"] else ""),
            **{name: form.get(name, "") for name in FIELDS} | _errors(error),
        ),
    )


def _option(code: str, name: str, chosen: bool) -> str:
    return f'<option value="{code}"{" selected" if chosen else ""}>{name}</option>'


def _errors(error: StripeError | None) -> dict[str, Safe]:
    """Return the message beside the field it is about, and the ``aria-invalid`` that goes with it."""
    shown = FIELD_OF.get(str(error.error.get("code")), "number") if error else ""
    marked = {
        name: Safe()
        for field in ("number", "expiry", "cvc")
        for name in (f"{field}_error", f"{field}_invalid")
    }
    if shown:
        marked[f"{shown}_error"] = render("error.html", id=f"{shown}-error", text=error)
        marked[f"{shown}_invalid"] = Safe(f' aria-invalid="true" aria-describedby="{shown}-error" autofocus')
    return marked


def _form(body: str) -> Json:
    return {name: values[-1].strip() for name, values in parse_qs(body).items()}
