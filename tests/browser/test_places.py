"""Pins stand where the report says: the stylesheet reads every place from 0 to 100 per cent to a tenth."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from portero.core.templatetags.shop import placed

pytestmark = pytest.mark.browser

PLACE = Path(settings.BASE_DIR) / "static" / "css" / "components" / "place.css"
STAGE = """<style>{css}
#stage {{ position: relative; inline-size: 1000px; block-size: 1000px; }}
i {{ position: absolute; inset: var(--y) auto auto var(--x); }}</style>
<div id="stage">{pins}</div>"""
WHERE = "() => [...document.querySelectorAll('i')].map(pin => [pin.offsetLeft, pin.offsetTop])"


def test_every_tenth_of_a_per_cent(visit: Callable[..., Page]) -> None:
    tenths = range(1001)
    pins = "".join(f'<i data-x="{placed(n / 10)}" data-y="{placed((1000 - n) / 10)}"></i>' for n in tenths)
    page = visit("desk")
    page.set_content(STAGE.format(css=PLACE.read_text(), pins=pins))
    assert page.evaluate(WHERE) == [[n, 1000 - n] for n in tenths]
