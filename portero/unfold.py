"""How django-unfold looks at Portero: the shop's tokens, the wordmark, the sidebar from staff_menu."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static

# The warm greys of static/css/tokens.css, from paper to ink.
BASE = {
    "50": "#faf8f4",
    "100": "#f3efe8",
    "200": "#e5dfd4",
    "300": "#d0c8ba",
    "400": "#a2998a",
    "500": "#6f675b",
    "600": "#5a534a",
    "700": "#464039",
    "800": "#302c27",
    "900": "#1f1c18",
    "950": "#151310",
}
# Bottle green: --action and its steps; 600 fills buttons, 500 is the dark theme's link.
PRIMARY = {
    "50": "#eef5f1",
    "100": "#dcebe3",
    "200": "#c1dacd",
    "300": "#a3cab6",
    "400": "#7fb199",
    "500": "#5f9a80",
    "600": "#1b4635",
    "700": "#163b2d",
    "800": "#123327",
    "900": "#0e281f",
    "950": "#081a14",
}
FONT = {
    "subtle-light": "#5a534a",
    "subtle-dark": "#c3bbaf",
    "default-light": "#4e4942",
    "default-dark": "#d8d1c6",
    "important-light": "#1c1a17",
    "important-dark": "#f2ede5",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Portero staff",
    "SITE_HEADER": "PORTERO",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": True,
    "BORDER_RADIUS": "4px",
    "COLORS": {"base": BASE, "primary": PRIMARY, "font": FONT},
    "STYLES": [lambda request: static("staff/staff.css")],
    "ACCOUNT": {
        "navigation": [
            {"title": "Your second factor", "link": "/staff/second-factor/"},
            {"title": "Change password", "link": "/account/password/"},
        ]
    },
    "SIDEBAR": {"show_search": False, "navigation": "portero.core.staff_menu.navigation"},
}

# Alpine needs eval, unfold's markup carries style attributes; scripts still come from our origin alone.
STAFF_POLICY: dict[str, Any] = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
}
