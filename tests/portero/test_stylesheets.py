"""The one stylesheet that goes out: whole, small, and without a request of its own for every part."""

import gzip
from pathlib import Path

from django.conf import settings

from portero.core.stylesheets import bundle

CSS = Path(settings.BASE_DIR) / "static" / "css"


def bundled() -> str:
    return bundle((CSS / "portero.css").read_text(), lambda name: (CSS / name).read_text())


def test_every_component_is_in_the_bundle_and_no_import_is_left() -> None:
    text = bundled()
    assert "@import" not in text
    imported = (CSS / "portero.css").read_text()
    for part in (CSS / "components").glob("*.css"):
        assert f'"components/{part.name}"' in imported, part.name
    assert text.count("@layer components{") == len(list((CSS / "components").glob("*.css")))


def test_it_keeps_to_its_weight() -> None:
    text = bundled().encode()
    assert len(text) <= 32_768
    assert len(gzip.compress(text)) <= 9_000


def test_scripts_keep_to_theirs() -> None:
    static = CSS.parent
    scripts = [*static.glob("js/*.js"), *static.glob("vendor/*.js")]
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 40_000
