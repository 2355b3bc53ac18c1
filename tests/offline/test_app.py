"""Manifest, service worker and offline page as they go out; what they do is in tests/browser/test_offline.py."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as shop_settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from pytest_django import Settings

from catalog.offline import worker

pytestmark = pytest.mark.django_db


def settings_of(source: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        source.splitlines()[0].removeprefix("const SETTINGS = ").rstrip(";")
    )
    return found


def test_the_manifest_names_real_icons_of_the_sizes_it_says(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["name"], said["start_url"], said["scope"], said["display"]) == (
        "Portero",
        "/",
        "/",
        "standalone",
    )
    found = [(icon["sizes"], icon["purpose"], _size(icon["src"])) for icon in said["icons"]]
    assert found == [
        ("192x192", "any", (192, 192)),
        ("512x512", "any", (512, 512)),
        ("512x512", "maskable", (512, 512)),
    ]
    assert [client.get(short["url"]).status_code for short in said["shortcuts"]] == [200, 200, 200]


def _size(src: str) -> tuple[int, int]:
    with Image.open(Path(str(finders.find(src.removeprefix(shop_settings.STATIC_URL))))) as image:
        return image.size


def test_the_worker_is_never_kept_and_names_files_that_exist(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    said = settings_of(answer.content.decode())
    assert said["offline"] == "/offline/"
    assert len(said["shell"]) == len(worker.SHELL)  # type: ignore[arg-type]
    assert all(finders.find(name) for name in worker.SHELL)
    again = client.get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_it_may_fetch_pictures_from_where_they_are(client: Client) -> None:
    policy = client.get("/service-worker.js").headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy


def test_its_version_changes_with_what_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings_of(worker.source())["version"]
    assert settings_of(worker.source())["version"] == before
    monkeypatch.setattr(worker, "static", lambda name: f"/static/{name}?2")
    assert settings_of(worker.source())["version"] != before


def test_the_kill_switch_sends_a_worker_that_goes_and_pages_that_install_none(
    client: Client, settings: Settings
) -> None:
    assert "js/app.js" in client.get("/offline/").content.decode()
    settings.SERVICE_WORKER = False
    source = client.get("/service-worker.js").content.decode()
    assert "registration.unregister()" in source
    assert 'addEventListener("fetch"' not in source
    assert "js/app.js" not in client.get("/offline/").content.decode()


@pytest.mark.parametrize(
    ("path", "is_left_alone"),
    [
        ("/checkout/review/", True),
        ("/staff/", True),
        ("/account/sign-in/", True),
        ("/orders/find/", True),
        ("/webhooks/stripe/", True),
        ("/items/P-105000-1/birkin/", False),
        ("/stafford/", False),
        ("/", False),
    ],
)
def test_personal_places_are_left_alone(path: str, is_left_alone: bool) -> None:
    pattern = re.search(r"const LEFT_ALONE = /(.+)/;", worker.source())
    assert pattern
    assert bool(re.match(pattern[1].replace("\\/", "/"), path)) is is_left_alone


@pytest.mark.parametrize(
    ("path", "is_piece"),
    [
        ("/items/P-105000-1/hermes-birkin-30/", True),
        ("/items/P-105000-1/", False),
        ("/bag/add/P-105000-1/", False),
        ("/items/P-105000-1/birkin/../../../bag/", False),
    ],
)
def test_only_pages_of_pieces_are_kept(path: str, is_piece: bool) -> None:
    pattern = re.search(r"const PIECE = /(.+)/;", worker.source())
    assert pattern
    assert bool(re.search(pattern[1].replace("\\/", "/"), path)) is is_piece


def test_the_offline_page_is_not_for_search_engines_and_holds_nothing_that_ages(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "Care" not in page
    assert "/bag/" not in page
