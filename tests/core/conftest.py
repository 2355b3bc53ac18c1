import uuid

import pytest
from pytest_django import Settings

LOCAL = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(autouse=True)
def _own_cache(settings: Settings) -> None:
    """Figures and counters are cached: a test has a cache of its own."""
    settings.CACHES = {"default": {"BACKEND": LOCAL, "LOCATION": uuid.uuid4().hex}}
