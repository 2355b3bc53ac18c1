"""Setting up and renewing the second factor: authenticator app and recovery codes."""

from time import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.forms import CodeForm
from accounts.models import person
from accounts.staff_gate import let_in, staff_only, verified_only, wanted, with_next
from portero.core.admin_site import is_verified_staff

NEW_CODES = "new_recovery_codes"


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the QR code of a new authenticator and confirm it with its first code."""
    proven = is_verified_staff(request)
    if second_factor.is_enrolled(person(request)) and not proven:
        return redirect(with_next("staff:code", request))
    device = second_factor.pending(person(request))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        codes = second_factor.confirm(person(request), form.cleaned_data["code"], proven=proven)
        if codes:
            device.refresh_from_db()
            let_in(request, device)
            return _show_codes(request, codes)
        form.add_error("code", "This code isn't right. Enter the one your app shows for Portero now.")
    context = {
        "form": form,
        "next": wanted(request),
        "secret": second_factor.secret_of(device),
        "picture": second_factor.picture_of(device),
    }
    return render(request, "staff/enrol.html", context)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Carry the new codes to the page that shows them, in the session, for ten minutes."""
    request.session[NEW_CODES] = {"codes": codes, "until": int(time()) + 600}
    return redirect(with_next("staff:recovery-codes", request))


def _new_codes(request: HttpRequest, *, take: bool = False) -> list[str]:
    kept = request.session.get(NEW_CODES)
    if take:
        request.session.pop(NEW_CODES, None)
    return list(kept["codes"]) if kept and kept["until"] > time() else []


@never_cache
@verified_only
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET shows new codes until she says that she has them; POST `kept` forgets them, or `new` makes ten."""
    if request.method == "POST":
        if "kept" in request.POST:
            _new_codes(request, take=True)
            return redirect(wanted(request))
        return _show_codes(request, second_factor.new_recovery_codes(person(request)))
    codes = _new_codes(request)
    if not codes:
        return redirect("staff:factor")
    return render(request, "staff/recovery_codes.html", {"codes": codes, "next": wanted(request)})


@never_cache
@verified_only
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The new codes as a text file, while the page shows them."""
    codes = _new_codes(request)
    if not codes:
        return redirect("staff:factor")
    lines = ["Portero staff, recovery codes of " + str(request.user), "Each works once.", "", *codes, ""]
    response = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portero-recovery-codes.txt"'
    return response


@never_cache
@verified_only
def factor(request: HttpRequest) -> HttpResponse:
    """Her second factor as it stands: the authenticator, how many recovery codes are left."""
    left = second_factor.recovery_codes_left(person(request))
    return render(request, "staff/factor.html", {"left": left})
