"""Reading sitemaps the way a search engine does."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}
Entry = tuple[str, str | None, list[str]]


@pytest.fixture
def entries(client: Client) -> Callable[..., list[Entry]]:
    """Address, date and pictures of every entry of a sitemap or index."""

    def read(path: str, **extra: Any) -> list[Entry]:
        answer = client.get(path, **extra)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"] == "application/xml"
        root = ET.fromstring(answer.getvalue())  # noqa: S314  (our own)
        return [_entry(one) for one in root]

    return read


def _entry(one: ET.Element) -> Entry:
    pictures = [found.text or "" for found in one.findall("image:image/image:loc", NAMES)]
    return one.findtext("s:loc", "", NAMES), one.findtext("s:lastmod", None, NAMES), pictures
