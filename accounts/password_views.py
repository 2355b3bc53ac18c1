"""Forgotten and changed passwords."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import ChangePasswordForm, NewPasswordForm, ResetRequestForm
from accounts.lockout import too_many
from accounts.models import person
from accounts.passwords import ask_for_link, replace
from accounts.throttle import client_address, too_often

HOUR = timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether there is an account or not."""
    form = ResetRequestForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if too_often("reset-from", client_address(request), limit=20, within=HOUR):
            return too_many(request, minutes=60)
        if not too_often("reset-to", email, limit=3, within=HOUR):
            ask_for_link(email)
        return redirect("accounts:password-reset-done")
    return render(request, "accounts/password_reset.html", {"form": form})


@never_cache
def password_reset_done(request: HttpRequest) -> HttpResponse:
    """The one answer to everybody who asked for a link."""
    return render(request, "accounts/password_reset_done.html")


class PasswordResetConfirm(PasswordResetConfirmView):
    """Django's view keeps the token out of the address bar; form, page and audit entry are ours."""

    form_class: Any = NewPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password-reset-complete")

    def form_valid(self, form: Any) -> HttpResponse:
        replace(form.user, form.cleaned_data["new_password"], why="reset link")
        del self.request.session["_password_reset_token"]
        return redirect(self.success_url)


@never_cache
def password_reset_complete(request: HttpRequest) -> HttpResponse:
    """The new password is in force; sign in with it."""
    return render(request, "accounts/password_reset_complete.html")


@never_cache
@sensitive_post_parameters("old_password", "new_password")
@login_required
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Choose a new password; every other session of this person ends."""
    form = ChangePasswordForm(person(request), request.POST or None)
    if request.method == "POST":
        if too_often("password-change", str(request.user.pk), limit=10, within=HOUR):
            return too_many(request, minutes=60)
        if form.is_valid():
            replace(form.user, form.cleaned_data["new_password"], why="changed by its owner")
            update_session_auth_hash(request, form.user)
            messages.success(request, "Your new password is in force. Other devices are signed out.")
            return redirect("accounts:profile")
    return render(request, "accounts/password_change.html", {"form": form})
