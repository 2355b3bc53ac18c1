"""What a phone is told when somebody puts the shop on her home screen (W3C Web Application Manifest)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse

# Of tokens.css; the manifest knows one scheme, the pages' own theme-color both.
PAPER = "#f7f3ed"
ICONS = (
    ("portero-192.png", 192, "any"),
    ("portero-512.png", 512, "any"),
    ("portero-maskable-512.png", 512, "maskable"),
)
SHORTCUTS = (
    ("New arrivals", "catalog:new"),
    ("Designers", "catalog:designers"),
    ("Search all pieces", "catalog:shop"),
)


def manifest() -> dict[str, Any]:
    """The whole manifest, with the icons under their current names."""
    return {
        "id": "/",
        "name": "Portero",
        "short_name": "Portero",
        "description": "Authenticated pre-owned handbags, watches and jewelry, described fault by fault.",
        "lang": "en-US",
        "dir": "ltr",
        "start_url": reverse("catalog:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["shopping", "lifestyle"],
        "icons": [_icon(*icon) for icon in ICONS],
        "shortcuts": [
            {"name": name, "url": reverse(view), "icons": [_icon(*ICONS[0])]} for name, view in SHORTCUTS
        ],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"icons/{name}"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }
