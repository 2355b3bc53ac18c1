"""Two packers, two tabs, two clicks: one label is paid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from logistics import labels
from logistics.gateway import Refused
from logistics.models import Label, Quotation
from tests.factories.carrier import a_quotation, easypost_running
from tests.fakes.easypost import EasyPostDouble
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def easypost(settings: Settings, tmp_path: Path) -> Iterator[EasyPostDouble]:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    with easypost_running(settings) as double:
        yield double


def quotations() -> list[Quotation]:
    """Two people asked for rates of one parcel before either bought."""
    return [a_quotation(), a_quotation()]


def cheapest(quotation: Quotation) -> Label:
    return labels.buy(quotation, labels.rates_of(quotation)[0].id)


def test_canary_without_the_constraint_two_are_paid(easypost: EasyPostDouble) -> None:
    first, second = quotations()
    with connection.cursor() as cursor:
        cursor.execute("drop index label_one_live")
    try:
        together([lambda: cheapest(first), lambda: cheapest(second)])
        assert easypost.summary()["paid"] == 2
    finally:
        Label.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "create unique index label_one_live on logistics_label (reference, purpose) "
                "where state in ('buying', 'bought', 'voiding')"
            )


def test_with_it_one_is(easypost: EasyPostDouble) -> None:
    first, second = quotations()
    answers = together([lambda: cheapest(first), lambda: cheapest(second), lambda: cheapest(first)])
    assert sum(isinstance(answer, Label) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert (easypost.summary()["paid"], Label.objects.count()) == (1, 1)
