"""The way into the staff site: password, then the one-time code."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import second_factor, sessions
from accounts.forms import CodeForm, SignInForm
from accounts.lockout import too_many
from accounts.models import person
from accounts.staff_gate import let_in, staff_only, wanted, with_next
from accounts.throttle import too_often
from portero.core.admin_site import is_verified_staff


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; then the code, or the enrolment for somebody new."""
    if request.method == "GET" and request.user.is_authenticated and request.user.is_staff:
        return redirect(_next_step(request))
    form = SignInForm(request, request.POST or None)
    if form.is_valid():
        sessions.sign_in(request, form.user)
        return redirect(_next_step(request))
    context = {"form": form, "next": wanted(request)}
    return render(request, "staff/sign_in.html", context)


def _next_step(request: HttpRequest) -> str:
    user = person(request)
    if not user.is_staff:
        return reverse("staff:sign-in")
    if is_verified_staff(request):
        return wanted(request)
    return with_next("staff:code" if second_factor.is_enrolled(user) else "staff:enrol", request)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The one-time code. Wrong ones are throttled per person by django-otp, and all tries by a counter."""
    if not second_factor.is_enrolled(person(request)):
        return redirect(with_next("staff:enrol", request))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if too_often("code", str(request.user.pk), limit=20, within=timedelta(minutes=15)):
            return too_many(request, minutes=15)
        if _accept(request, form):
            return redirect(wanted(request))
    return render(request, "staff/code.html", {"form": form, "next": wanted(request)})


def _accept(request: HttpRequest, form: CodeForm) -> bool:
    """Let her in if the code is right; otherwise say beside the field what happened."""
    checked = second_factor.check(person(request), form.cleaned_data["code"])
    if checked.device is not None:
        let_in(request, checked.device)
        return True
    sentence = "This code isn't right. Codes change every 30 seconds; enter the one shown now."
    if checked.locked_until:
        seconds = max(1, round((checked.locked_until - timezone.now()).total_seconds()))
        sentence += f" The next try counts in {seconds} seconds."
    form.add_error("code", sentence)
    return False
