"""One content security policy for the shop, another for the staff site, chosen by place.

django-unfold runs Alpine.js (expressions are evaluated) and writes `style` attributes; the shop does
neither. So the looser policy is sent with admin pages alone; sign-in and second-factor pages under
/staff/ keep the shop's.
"""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyByPlace(CSPMiddleware):
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The staff policy for pages in unfold's frame; a view's own decorator still wins."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and _is_admin(request):
            parts.config = settings.STAFF_CONTENT_SECURITY_POLICY
        return parts


def _is_admin(request: HttpRequest) -> bool:
    """The admin and the rooms' own pages in its frame; the way in (namespace `staff`) is the shop's design."""
    match = request.resolver_match
    return request.path_info.startswith("/staff/") and not (match and "staff" in match.namespaces)
