"""The figures of quality in a browser: charts beside their tables, both widths, light and dark, axe clean."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as live_settings
from playwright.sync_api import Page, expect

from authentication.models import BlindGrade
from authentication.quality import fakes
from tests.browser.conftest import no_violations
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.condition import graded, grader
from tests.factories.people import at_work, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_agreement_fakes_and_blind_grades(live_server: Any, visit: Callable[..., Page], scheme: str) -> None:
    case = make.a_case(draft_item())
    for name in ("anna", "bea"):
        make.reviewed(case, "authentic", make.a_reviewer(name))
    fake = fakes.mark(draft_item(), "The stamp is too deep.", actor=grader())
    make.reviewed(fakes.put_into_queue(fake, actor=grader()), "authentic", make.a_reviewer("anna"))
    fakes.notice_misses()
    asked = BlindGrade.objects.create(decision=graded(draft_item()))
    page, name = visit("desk", color_scheme=scheme), live_settings.SESSION_COOKIE_NAME
    value = at_work(staff("Administrator")).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": str(live_server)}])
    page.goto(f"{live_server}/staff/authentication/quality/")
    expect(page.get_by_role("img", name="Known fakes seen and missed")).to_be_visible()
    no_violations(page)
    for place in ("", f"{asked.pk}/"):
        page.goto(f"{live_server}/staff/authentication/quality/blind/{place}")
        no_violations(page)
