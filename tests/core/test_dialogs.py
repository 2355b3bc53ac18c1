"""A dialog of the staff site, posted by htmx, ends by leaving its page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from portero.core.dialogs import LeaveDialogs


def done(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/staff/payments/refund/3/change/")


def posted(path: str, **headers: str) -> HttpResponse:
    return LeaveDialogs(done)(RequestFactory().post(path, headers=headers))


def test_the_whole_page_goes_where_the_redirect_leads() -> None:
    answer = posted("/staff/payments/refund/3/paid/", **{"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/staff/payments/refund/3/change/")
    assert "Location" not in answer


def test_a_plain_form_and_the_shops_own_pages_are_redirected_as_ever() -> None:
    for answer in (posted("/staff/payments/refund/3/paid/"), posted("/bag/add/", **{"HX-Request": "true"})):
        assert (answer.status_code, answer["Location"]) == (302, "/staff/payments/refund/3/change/")
        assert "HX-Redirect" not in answer
