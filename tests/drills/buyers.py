"""A guest with a browser of her own: she clicks through the shop over HTTP, reading the forms she is given."""

import re
from html import unescape

import httpx

from catalog.models import Item
from tests.factories.payments import PAYS, provider

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TOTAL = re.compile(r'name="shown_total" value="([^"]+)"')
SECRET = re.compile(r'data-secret="([^"]+)"')
PAYS_AT = re.compile(r'data-address="([^"]+)"')
ADDRESS = {
    "email": "",
    "phone": "212 555 0118",
    "same": "on",
    "shipping-country": "US",
    "shipping-first_name": "Clara",
    "shipping-last_name": "Whitfield",
    "shipping-line1": "740 Park Avenue",
    "shipping-line2": "Apt 11B",
    "shipping-line4": "New York",
    "shipping-state": "NY",
    "shipping-postcode": "10021",
}


class Buyer:
    """One guest, known by her number; with `script` her browser takes the payment page as the answer to placing."""

    def __init__(self, url: str, n: int, *, script: bool = False) -> None:
        self.email = f"buyer{n}@example.com"
        self._answer = "page" if script else ""
        # gunicorn closes idle connections at its own moment; each request brings its own.
        fresh = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=url, timeout=120, follow_redirects=True, limits=fresh)

    def put_in_bag(self, item: Item) -> None:
        """Open the small page with the button and press it."""
        path = f"/bag/add/{item.number}/"
        answer = self._post(path, self._token(self.http.get(path)), {})
        assert answer.status_code == 200, answer.text[:500]

    def token_for(self, item: Item) -> str:
        """The form token of the small page with the button; it is good for every piece."""
        return self._token(self.http.get(f"/bag/add/{item.number}/"))

    def press_add(self, item: Item, token: str) -> None:
        """One POST of *Add to bag*, its answer not followed."""
        data = {"csrfmiddlewaretoken": token}
        answer = self.http.post(
            f"/bag/add/{item.number}/", data=data, headers=self._referer(), follow_redirects=False
        )
        assert answer.status_code == 302, answer.status_code

    def give_address(self) -> None:
        """The address step, and standard delivery."""
        path = "/checkout/address/"
        answer = self._post(path, self._token(self.http.get(path)), ADDRESS | {"email": self.email})
        assert answer.url.path == "/checkout/delivery/", answer.text[:2000]
        answer = self._post(answer.url.path, self._token(answer), {"speed": "standard"})
        assert answer.url.path == "/checkout/review/", answer.text[:2000]

    def review(self) -> dict[str, str]:
        """Open the review and read the form behind *Continue to payment*."""
        answer = self.http.get("/checkout/review/")
        assert answer.url.path == "/checkout/review/", answer.url
        total = TOTAL.search(answer.text)
        assert total, answer.text[:2000]
        return {
            "csrfmiddlewaretoken": self._token(answer),
            "shown_total": total[1],
            "answer": self._answer,
        }

    def continue_to_payment(self, form: dict[str, str]) -> httpx.Response:
        """Press it; the answer is the payment page, or the page that names what is lost."""
        return self.http.post("/checkout/place/", data=form, headers=self._referer())

    def pay(self, page: httpx.Response) -> httpx.Response:
        """Confirm in the provider's fields as its script does, and come back; the answer says where that leads."""
        secret = SECRET.search(page.text)
        assert secret, page.text[:2000]
        provider().v1.payment_intents.confirm(secret[1].split("_secret_")[0], {"payment_method": PAYS})
        return self.http.get(pays_at(page).replace("/pay/", "/return/"), follow_redirects=False)

    def bag(self) -> str:
        """The bag as she reads it."""
        return unescape(self.http.get("/bag/").text)

    def _post(self, path: str, token: str, data: dict[str, str]) -> httpx.Response:
        return self.http.post(path, data={"csrfmiddlewaretoken": token} | data, headers=self._referer())

    def _referer(self) -> dict[str, str]:
        return {"Referer": str(self.http.base_url)}

    @staticmethod
    def _token(answer: httpx.Response) -> str:
        found = TOKEN.search(answer.text)
        assert found, f"{answer.status_code} {answer.url}: {answer.text[:500]}"
        return found[1]


def pays_at(answer: httpx.Response) -> str:
    """The path of the payment page that an answer is; empty if it is another page."""
    found = PAYS_AT.search(answer.text)
    return found[1] if found else ""
