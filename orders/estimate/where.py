"""Where she wants it, as far as she said on an item page: a country and a postal code, kept in her browser alone.

The cookie is set when she asks for an estimate and never before; it prefills the address step and the bag.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from orders.checkout.postcodes import postcode_problem
from orders.tax.destination import HOME, Destination
from orders.tax.gazetteer import PostalZip, zip_of

COOKIE = "deliver_to"
KEPT = timedelta(days=90)
LONGEST = 12
# Abroad a country is enough, but where provinces tax by themselves.
BY_REGION = {"CA"}


@dataclass(frozen=True)
class Where:
    """A country by its ISO code, and a ZIP or postal code (may be empty abroad)."""

    country: str = HOME
    code: str = ""

    @property
    def zip(self) -> PostalZip | None:
        """The place of a ZIP; None abroad."""
        return zip_of(self.code[:5]) if self.country == HOME else None

    @property
    def destination(self) -> Destination:
        """The likeliest place: the post office's name of the ZIP, in its main county."""
        found = self.zip
        if found is None:
            return Destination(country=self.country, zip=self.code)
        county = found.counties[0] if found.counties else ""
        return Destination(state=found.state, zip=found.code, city=found.city, county=county)

    @property
    def initial(self) -> dict[str, str]:
        """What the address step starts with."""
        to = self.destination
        facts = {"country": self.country, "postcode": self.code, "state": to.state, "line4": to.city}
        return {name: value for name, value in facts.items() if value}


def problem_of(where: Where) -> str:
    """What is wrong with it, as a sentence that helps; empty if nothing is."""
    if where.country in BY_REGION and not where.code:
        return "Which postal code? The tax there depends on the province."
    if where.country != HOME:
        return postcode_problem(where.country, where.code) if where.code else ""
    if not where.code:
        return "Which ZIP code? It has five digits, like 10021."
    if problem := postcode_problem(HOME, where.code):
        return problem
    return "" if where.zip else f"We don’t know the ZIP code {where.code}. Is a digit mistyped?"


def remembered(request: HttpRequest) -> Where | None:
    """What she said before; None if she said nothing, or the cookie isn't ours."""
    country, _, code = request.COOKIES.get(COOKIE, "").partition(".")
    if not (len(country) == 2 and country.isascii() and country.isalpha() and len(code) <= LONGEST):
        return None
    where = Where(country.upper(), code)
    return None if problem_of(where) else where


def remember(response: HttpResponse, where: Where) -> None:
    """Keep it in her browser."""
    response.set_cookie(
        COOKIE,
        f"{where.country}.{where.code}",
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
