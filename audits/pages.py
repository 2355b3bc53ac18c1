"""Which pages are looked at, and the visitor who has been to the checkout."""

import re
import sys
from dataclasses import dataclass
from uuid import uuid4

import httpx

from audits.shop import visitor

ADDRESS = {
    "email": "clara@example.com",
    "phone": "212 555 0118",
    "shipping-country": "US",
    "shipping-first_name": "Clara",
    "shipping-last_name": "Whitfield",
    "shipping-line1": "740 Park Avenue",
    "shipping-line4": "New York",
    "shipping-state": "NY",
    "shipping-postcode": "10021",
    "same": "on",
}


@dataclass(frozen=True)
class Page:
    """An address with the cookies it needs; `timed` ones go through Lighthouse, public ones also for SEO.

    The markup of a `foreign` one is django-unfold's: it isn't validated.
    """

    name: str
    path: str
    timed: bool = False
    public: bool = True
    cookies: tuple[tuple[str, str], ...] = ()
    status: int = 200
    foreign: bool = False


def pages(address: str) -> list[Page]:
    """Every page that the audits look at, in the order of a visit. SystemExit when the walk to the checkout fails."""
    with visitor(address) as client:
        shelf = client.get("/shop/?per=48").text
        item, sold = _piece(shelf, sold=False), _piece(shelf, sold=True)
        if item is None:
            sys.exit("the browse page shows no piece to buy")
        public = [
            Page("home", "/", timed=True),
            Page("browse", "/shop/", timed=True),
            Page("item", item, timed=True),
            Page("sell", "/sell/", timed=True),
            Page("filtered", "/shop/?colour=Black&designer=chanel&never=1"),
            Page("category", "/shop/handbags/"),
            Page("designer", "/designers/chanel/"),
            Page("designers", "/designers/"),
            Page("new arrivals", "/new/"),
            Page("search", "/search/?q=chanel+black+caviar+under+5000"),
            Page("nothing found", "/search/?q=qwertzuiop"),
            Page("about authenticity", "/about/authenticity/"),
            Page("about grades", "/about/grades/"),
            Page("delivery and returns", "/about/delivery-and-returns/"),
            Page("the promise", "/promise/"),
            Page("sign in", "/account/sign-in/"),
            Page("no such page", "/nothing/here/", status=404),
        ]
        if sold:
            public.append(Page("sold piece", sold[1]))
        known = [page for page in public if client.get(page.path).status_code == page.status]
        return known + _selling(client) + _checkout(client, item)


def _piece(shelf: str, *, sold: bool) -> str | None:
    """The first piece on the shelf that is free, or sold."""
    for card in shelf.split("<article")[1:]:
        link, state = re.search(r'href="(/items/[^"]+)"', card), card.split(">")[0]
        if link and ("sold" in state if sold else "data-state" not in state):
            return link[1]
    return None


def _selling(client: httpx.Client) -> list[Page]:
    """The steps of the sell form after its door, as somebody sees them who has begun one."""
    told = {"key": str(uuid4()), "kind": "handbag"}
    opened = client.post("/sell/", data=told, headers={"Accept": "application/json"})
    if opened.status_code != 201:
        sys.exit(f"POST /sell/ answered {opened.status_code}")
    pictures, questions = opened.json()["page"], opened.json()["questions"]
    named = {"sell pictures": pictures, "sell questions": questions, "sell reach": f"{pictures}reach/"}
    return [Page(name, path, public=False) for name, path in named.items()]


def _checkout(client: httpx.Client, item: str) -> list[Page]:
    """The bag and the steps after it, as a guest with one piece sees them."""
    empty = Page("empty bag", "/bag/", public=False)
    number = re.search(r"P-\d+-\d", item)
    if number is None:
        sys.exit(f"{item} names no item number")
    buy = client.get(f"/bag/buy/{number[0]}/")
    _post(client, f"/bag/add/{number[0]}/", {}, buy.text)
    steps = [("bag", "/bag/"), ("checkout address", "/checkout/address/")]
    _post(client, "/checkout/address/", ADDRESS, client.get("/checkout/address/").text)
    steps.append(("checkout delivery", "/checkout/delivery/"))
    _post(client, "/checkout/delivery/", {"speed": "standard"}, client.get("/checkout/delivery/").text)
    steps.append(("checkout review", "/checkout/review/"))
    cookies = tuple((cookie.name, cookie.value or "") for cookie in client.cookies.jar)
    timed = "checkout address"
    shown = [Page(name, path, name == timed, public=False, cookies=cookies) for name, path in steps]
    for page in shown:
        if not str(client.get(page.path).url).endswith(page.path):
            sys.exit(f"{page.path} leads elsewhere: the walk to the checkout failed")
    return [empty, *shown]


def _post(client: httpx.Client, path: str, fields: dict[str, str], page: str) -> None:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    told = fields | {"csrfmiddlewaretoken": token[1] if token else ""}
    answer = client.post(path, data=told, headers={"Referer": str(client.base_url.join(path))})
    if answer.status_code >= 400:
        sys.exit(f"POST {path} answered {answer.status_code}")
