"""The public rules of returns say the figures in force."""

from decimal import Decimal

import pytest
from django.test import Client

from portero.core.models import FigureValue
from tests.factories.returns import manager
from tests.returns.pages.steps import text_of

pytestmark = pytest.mark.django_db
FIGURES = {
    "return_days": ("14", "Ask within 14 days"),
    "return_decide_hours": ("36", "We answer within 36 hours."),
    "return_send_days": ("6", "hand the parcel to the carrier within 6 days of it"),
    "return_inspect_days": ("3", "within 3 working days of its arrival"),
    "restocking_fee": ("20", "Less a $20 return and restocking fee"),
    "return_label_abroad": ("75", "at most $75"),
}


def test_what_staff_change_stands_on_the_page(client: Client) -> None:
    for name, (value, _) in FIGURES.items():
        FigureValue.objects.create(
            name=name, value=Decimal(value), changed_by=manager(), reason="Agreed in the house."
        )
    page = text_of(client.get("/about/delivery-and-returns/"))
    for _, words in FIGURES.values():
        assert words in page
