"""The staff site: django-unfold's, with our own registrations only (Oscar's 59 models stay out)."""

from time import time
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from portero.core import audit, staff_queues

VERIFIED_AT = "staff_verified_at"


def is_verified_staff(request: HttpRequest) -> bool:
    """Active staff who proved the second factor within STAFF_SESSION_HOURS; nobody else enters."""
    user: Any = request.user
    # Between the password and the next request nobody is verified yet (django-otp's middleware adds the method).
    verified = getattr(user, "is_verified", None)
    if not (user.is_active and user.is_staff and verified and verified()):
        return False
    age = time() - request.session.get(VERIFIED_AT, 0)
    return bool(age < settings.STAFF_SESSION_HOURS * 3600)


class StaffSite(UnfoldAdminSite):
    """Entry needs the second factor; the pages that ask for it belong to `accounts` (urls `staff:...`)."""

    site_header = "Portero"
    site_title = "Portero staff"
    index_title = "Today"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return is_verified_staff(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Hand over to our own sign-in, which knows the second factor; keeps where she wanted to go."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        return redirect_to_login(wanted, reverse("staff:sign-in"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """End the session; a link can't do it, only the menu's form."""
        user: Any = request.user
        if request.method == "POST":
            if user.is_authenticated:
                audit.record("accounts.signed_out", user, actor=user)
            auth.logout(request)
        return HttpResponseRedirect(reverse("staff:sign-in"))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One page changes a password, for clients and staff, and it writes the audit entry."""
        return HttpResponseRedirect(reverse("accounts:password-change"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"standings": staff_queues.standings(request), **(extra_context or {})})


site = StaffSite(name="admin")
