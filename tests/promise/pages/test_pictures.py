"""Pictures of forms that were never sent are deleted after their days; those of claims stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from orders.promise import pictures
from orders.promise.models import ClaimPhoto
from orders.promise.tasks import sweep_claim_pictures
from tests.consignment.conftest import private
from tests.factories import claims
from tests.factories.submissions import a_picture
from tests.promise.pages.steps import files_in

__all__ = ["private"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


def at(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """So many days from now."""
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_only_what_no_claim_took_up_goes(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, taken = (pictures.keep(a_picture(seed)) for seed in (1, 2))
    claims.opened(kept=[taken])
    for days, there in ((2, 2), (1, 1)):
        at(monkeypatch, days)
        assert sweep_claim_pictures() == (0 if there == 2 else 1)
        assert len(files_in(private)) == there
    assert files_in(private) == [Path(taken.file).name]
    assert not list(private.rglob(f"{Path(left.file).stem}*"))
    assert ClaimPhoto.objects.get().file == taken.file


def test_two_days_are_two_days_also_where_the_clock_is_put_forward(
    private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept an hour before midnight of the night before summer time: 47 hours later it is the third day here."""
    kept_at = datetime(2027, 3, 14, 4, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: kept_at)
    pictures.keep(a_picture(1))
    for hours, there in ((47.75, 1), (72, 0)):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: kept_at + timedelta(hours=hours))
        sweep_claim_pictures()
        assert len(files_in(private)) == there


def test_the_word_of_a_picture_is_good_for_two_days(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = pictures.keep(a_picture(1))
    word = pictures.word_for(kept, "R-1")
    assert pictures.by_word(word, "R-1") == kept
    assert pictures.by_word(word, "R-2") is None
    assert pictures.by_word(f"{word}x", "R-1") is None
    monkeypatch.setattr(pictures, "GOOD_FOR", timedelta(seconds=-1))
    assert pictures.by_word(word, "R-1") is None
