"""The one stylesheet that goes out: whole, small, and without a request of its own for every part."""

import gzip
from pathlib import Path

from django.conf import settings

from portero.core.stylesheets import ENTRIES, bundle

CSS = Path(settings.BASE_DIR) / "static" / "css"


def bundled(entry: str = "portero.css") -> str:
    return bundle((CSS / entry).read_text(), lambda name: (CSS / name).read_text())


def test_every_component_is_in_a_bundle_once_and_no_import_is_left() -> None:
    imported = "".join((CSS / entry.removeprefix("css/")).read_text() for entry in ENTRIES)
    for part in (CSS / "components").glob("*.css"):
        assert imported.count(f'"components/{part.name}"') == 1, part.name
    assert "@import" not in bundled() + bundled("item.css")
    assert ".zoom" in bundled("item.css")
    assert ".way" in bundled("pay.css")
    assert ".tax-detail" in bundled("till.css")
    assert ".shots" in bundled("sell.css")
    assert ".standing" in bundled("certificate.css")


def test_minifying_keeps_what_a_selector_means() -> None:
    # A minifier that drops the space makes `.rail :is(...)` a rule for the rail itself.
    assert ".rail :is(summary,legend)" in bundled()


def test_they_keep_to_their_weight() -> None:
    assert len(bundled().encode()) <= 30_000
    assert len((bundled() + bundled("item.css")).encode()) <= 40_000
    assert len(gzip.compress(bundled().encode())) <= 8_000


def test_scripts_keep_to_theirs() -> None:
    static = CSS.parent
    scripts = [*static.glob("js/*.js"), *static.glob("vendor/*.js")]
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 40_000
