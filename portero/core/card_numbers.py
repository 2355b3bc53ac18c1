"""Card numbers stay out of the shop: what looks like one is never taken from a form, and cut from every log line.

They belong into the fields of the payment provider alone (PCI DSS, SAQ A; docs/pci.md). Known are the lengths and
first digits of the cards we take and their relatives, with a right check digit (ISO/IEC 7812).
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from stdnum import luhn

View = TypeVar("View", bound=Callable[..., object])

# The longest runs of digits, single spaces or dashes between them: an IBAN or a date with a number isn't cut out of.
RUN = re.compile(r"\d(?:[ -]?\d)*")
ISSUED = re.compile(
    r"4\d{15}|4\d{18}|3[47]\d{13}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35[2-8]\d{13}|62\d{14}|3(?:0[0-5]|[68]\d)\d{11}"
)


def found_in(text: str) -> list[str]:
    """The parts of a text that look like card numbers."""
    return [run for run in RUN.findall(text) if _is_card(run)]


def masked(text: str) -> str:
    """The text with card numbers cut down to their last four digits."""
    return RUN.sub(lambda run: f"[card ...{run[0][-4:]}]" if _is_card(run[0]) else run[0], text)


def _is_card(run: str) -> bool:
    digits = re.sub(r"[ -]", "", run)
    return bool(ISSUED.fullmatch(digits)) and luhn.is_valid(digits)


def typed_by_people(view: View) -> View:
    """Mark a view without a form token whose forms people fill in: it is not a machine's."""
    view.typed_by_people = True  # type: ignore[attr-defined]
    return view


class CardNumbersStayOut:
    """Middleware: a form that brings a card number is answered with what to do, before anything is stored.

    Views without a form token (webhooks) read signed bodies of machines and keep ids only, unless they are marked as
    `typed_by_people`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Refuse the form; the browser's way back keeps what she typed."""
        by_machine = getattr(view, "csrf_exempt", False) and not getattr(view, "typed_by_people", False)
        if request.method != "POST" or by_machine:
            return None
        fields = sorted(set(_fields_with_cards(request)))
        return render(request, "card_number.html", {"fields": fields}, status=422) if fields else None


def _fields_with_cards(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if any(found_in(str(value)) for value in values):
            yield name.rpartition("-")[2].replace("_", " ")
