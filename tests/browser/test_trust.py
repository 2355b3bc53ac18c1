"""The open figures as they are read, with enough to say and with too little: axe, both widths, light and dark."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from orders.trust import document
from portero.core.open_figures import Counted, OpenFigure
from tests.browser.conftest import no_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOUND = (
    Counted(1284, 1266),
    Counted(1907, 61),
    Counted(1907, None, timedelta(hours=31)),
    Counted(7, 1),
    Counted(1284, 9),
    Counted(1284, 14),
    Counted(21, 6),
)


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the rooms had so many; of grades too few."""
    shown = [_as_if(*pair) for pair in zip(document.FIGURES, FOUND, strict=True)]
    monkeypatch.setattr(document, "FIGURES", tuple(shown))


def _as_if(figure: OpenFigure, found: Counted) -> OpenFigure:
    return replace(figure, count=lambda _: found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_figures(scheme: str, live_server: LiveServer, visit: Callable[..., Page]) -> None:
    page = visit("desk", color_scheme=scheme)
    page.goto(f"{live_server.url}/trust/")
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("1,266 of 1,284 parcels were with the carrier in time.").is_visible()
    assert page.get_by_text("7 of the 20 grades that a figure takes.").is_visible()
    no_violations(page)
