"""nginx keeps no answer longer than the shop allows, and the check would say so."""

import runpy
from pathlib import Path

import crossplane
import pytest
from django.conf import settings

CHECK = runpy.run_path(str(Path(settings.BASE_DIR) / "bin" / "check_nginx.py"))


def test_the_file_that_ships_is_right() -> None:
    assert CHECK["main"]() == 0


@pytest.mark.parametrize(
    "directive",
    [
        "proxy_cache_valid 200 1m;",
        "proxy_cache_use_stale updating error;",
        "proxy_cache_background_update on;",
        "proxy_ignore_headers Cache-Control;",
    ],
)
def test_what_would_keep_a_page_longer_is_named(directive: str, tmp_path: Path) -> None:
    config = tmp_path / "nginx.conf"
    config.write_text(f"http {{ server {{ location / {{ {directive} }} }} }}")
    parsed = crossplane.parse(str(config), single=True)["config"][0]["parsed"]
    (said,) = CHECK["kept_too_long"](parsed)
    assert directive.rstrip(";") in said
