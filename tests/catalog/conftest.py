"""What the tests of the catalogue's pages share."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from catalog.cards import kept
from tests.factories.catalog import listed_item
from tests.factories.people import a_client


@pytest.fixture
def without_caches(settings: Settings) -> None:
    """Page, fragment and figure caches off and no card known, so that every query is counted."""
    kept.forget()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def buyer(client: Client) -> Client:
    """A signed-in client with two pieces in her bag."""
    client.force_login(a_client(), backend="accounts.backends.EmailBackend")
    for style in ("Kelly 28", "Constance 24"):
        client.post(reverse("orders:bag-add", args=[listed_item(style=style, title=style).number]))
    return client
