"""A client's own account: opening it, signing in and out, her name."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.destination import wanted_place
from accounts.forms import ProfileForm, RegisterForm, SignInForm
from accounts.lockout import too_many
from accounts.registration import register as open_account
from accounts.throttle import client_address, too_often


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; then on to where she wanted to go."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(wanted_place(request, default=settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, request.POST or None)
    if form.is_valid():
        sessions.sign_in(request, form.user)
        return redirect(wanted_place(request, default=settings.LOGIN_REDIRECT_URL))
    return render(request, "accounts/sign_in.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session (POST, so that no link or picture can do it)."""
    sessions.sign_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Open an account. A known e-mail gets the same answer; its owner gets a mail instead."""
    if request.user.is_authenticated:
        return redirect("accounts:profile")
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        if too_often("register", client_address(request), limit=20, within=timedelta(hours=1)):
            return too_many(request, minutes=60)
        data = form.cleaned_data
        open_account(data["email"], data["password"], name=data["name"])
        return redirect("accounts:registered")
    return render(request, "accounts/register.html", {"form": form})


@never_cache
def registered(request: HttpRequest) -> HttpResponse:
    """The one answer to everybody who registered: sign in now."""
    return render(request, "accounts/registered.html", {"form": SignInForm(request), "next": ""})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Her name, and the ways to everything else that is hers."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
