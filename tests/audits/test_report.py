"""What the audits make of Lighthouse's answer, and of nginx's production file."""

from pathlib import Path

import pytest

from audits import front, lighthouse, report
from audits.pages import Page

BROWSE = Page("browse", "/shop/", timed=True)
BAG = Page("bag", "/bag/", public=False)


def answer(*, seo: float = 1, lcp: float = 1500, css: int = 20_000, image: int = 90_000) -> dict[str, object]:
    """As much of Lighthouse's report as is read."""
    scores = {"performance": 0.97, "accessibility": 1, "best-practices": 1, "seo": seo}
    requests = [
        {"resourceType": "Document", "transferSize": 30_000},
        {"resourceType": "Stylesheet", "transferSize": css},
        {"resourceType": "Image", "transferSize": image},
    ]
    return {
        "categories": {
            name: {"score": score, "auditRefs": [{"id": f"{name}-check", "weight": 1}]}
            for name, score in scores.items()
        },
        "audits": {
            "network-requests": {"details": {"items": requests}},
            "largest-contentful-paint": {"numericValue": lcp},
            "total-blocking-time": {"numericValue": 12.0},
            "cumulative-layout-shift": {"numericValue": 0.001},
            **{f"{name}-check": {"score": int(score == 1)} for name, score in scores.items()},
        },
    }


def test_a_good_page_misses_nothing() -> None:
    seen = lighthouse._read(BROWSE, answer(), 5)
    assert (report.short_of(seen), seen.failed) == ([], ())
    assert seen.without_photos == 50


@pytest.mark.parametrize(
    ("told", "missed"),
    [
        ({"seo": 0.9}, "seo 90 < 100"),
        ({"lcp": 1900.0}, "LCP 1900 ms > 1800"),
        ({"css": 31_000}, "Stylesheet 31 kB > 30"),
    ],
)
def test_what_is_missed_is_named(told: dict[str, float], missed: str) -> None:
    assert report.short_of(lighthouse._read(BROWSE, answer(**told), 5)) == [missed]  # type: ignore[arg-type]


def test_photos_dont_count_but_everything_else_does() -> None:
    heavy = lighthouse._read(BROWSE, answer(css=29_000, image=2_000_000), 1)
    assert report.short_of(heavy) == []
    page = answer(css=29_000)
    page["audits"]["network-requests"]["details"]["items"].append(  # type: ignore[index]
        {"resourceType": "Font", "transferSize": 62_000}
    )
    assert report.short_of(lighthouse._read(BROWSE, page, 1)) == ["121 kB without photos > 120"]


def test_a_private_page_is_not_asked_for_search_engines() -> None:
    seen = lighthouse._read(BAG, answer(seo=0.5), 1)
    assert "seo" not in seen.scores
    assert (report.short_of(seen), seen.failed) == ([], ())


def test_productions_nginx_file_is_taken_whole(tmp_path: Path) -> None:
    here = front._here(front.CONFIG.read_text(), tmp_path, port=8443, behind=8000, var=tmp_path)
    assert "listen 127.0.0.1:8443 ssl http2;" in here
    assert "/srv/" not in here
    assert "tls/" not in here.replace("ssl_session_cache shared:tls", "")
    assert here.count("proxy_cache pages;") == 1


def test_a_production_file_that_changed_its_words_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="server web:8000"):
        front._here(
            front.CONFIG.read_text().replace("web:8000", "shop:9000"),
            tmp_path,
            port=1,
            behind=2,
            var=tmp_path,
        )
