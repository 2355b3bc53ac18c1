"""What was cut off in the database, roots and all, is missed by the copies outside it."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from catalog import log, tasks
from catalog.log import kept, roots
from catalog.log.verifying import Findings, verify
from catalog.models import Item, ItemLogRoot
from tests.catalog.log.tampering import tampering
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db
NEWEST_GONE = (
    "delete from catalog_itemlogleaf where root_id = (select max(id) from catalog_itemlogroot)",
    "delete from catalog_itemlogroot where id = (select max(id) from catalog_itemlogroot)",
)
LAST_ENTRY_GONE = (
    (
        "update catalog_itemloghead h set number = h.number - 1, digest = e.digest, previous = e.previous"
        " from catalog_itemlogentry e where e.item_id = h.item_id and e.number = h.number - 1"
    ),
    (
        "delete from catalog_itemlogentry e using catalog_itemloghead h"
        " where e.item_id = h.item_id and e.number > h.number"
    ),
)


@pytest.fixture
def two_days() -> Item:
    """A piece whose last entry is in today's root and not in yesterday's."""
    item = draft_item()
    roots.publish(timezone.now() - timedelta(days=2))
    log.append(item, "certified", {})
    tasks.publish_log_root()
    assert ItemLogRoot.objects.count() == 2
    return item


def cut(*statements: str) -> None:
    with tampering() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount == 1


def compared() -> list[str]:
    findings = Findings()
    kept.verify_against(kept.stored(), findings)
    return [str(finding) for finding in findings.found]


def verified(*args: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_log", *args, stdout=out, stderr=err)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_tail_that_a_root_has_is_missed_from_inside(two_days: Item) -> None:
    today = ItemLogRoot.objects.order_by("-day")[0].day
    cut(*LAST_ENTRY_GONE)
    assert [str(finding) for finding in verify().found] == [
        f"{two_days.number} entry 3: not what the root of {today} has published"
    ]


def test_a_tail_cut_with_its_root_is_missed_by_the_copy_outside(two_days: Item) -> None:
    today = ItemLogRoot.objects.order_by("-day")[0].day
    cut(*LAST_ENTRY_GONE, *NEWEST_GONE)
    assert verify().found == []  # nothing in the database tells
    assert compared() == [f"root of {today}: deleted: a copy of it is kept outside the database"]
    status, out, err = verified()
    assert (status, err.strip()) == (1, compared()[0])
    assert "1 roots, 2 copies of roots" in out


def test_each_root_is_kept_once_and_never_written_over(two_days: Item, outside: InMemoryStorage) -> None:
    days = [root.day.isoformat() for root in ItemLogRoot.objects.order_by("day")]
    assert [copy["day"] for copy in kept.stored()] == days
    assert kept.keep() == 0
    outside.delete(f"log-roots/{days[0]}.json")
    assert (kept.keep(), compared(), verified()[0]) == (1, [], 0)


def test_a_root_that_was_written_anew_is_not_the_kept_one(two_days: Item) -> None:
    today = ItemLogRoot.objects.order_by("-day")[0]
    cut(*NEWEST_GONE)
    log.append(two_days, "returned", {})
    roots.publish(today.published_at)
    assert verify().found == []
    assert compared() == [
        f"root of {today.day}: not the one that was published: the copy outside the database says something else"
    ]


def test_a_partners_file_of_the_page_is_a_copy_too(two_days: Item, tmp_path: Path, client: Client) -> None:
    file = tmp_path / "roots.json"
    file.write_bytes(client.get("/log/roots.json").content)
    assert verified("--kept", str(file))[0] == 0
    told = json.loads(file.read_bytes())
    told["roots"][0]["statement"] = told["roots"][0]["statement"].replace('"pieces":1', '"pieces":2')
    file.write_text(json.dumps(told))
    day = told["roots"][0]["day"]
    status, _, err = verified("--kept", str(file))
    assert (status, err.strip()) == (
        1,
        f"copy of the root of {day}: its seal doesn't hold: it isn't ours, or was edited",
    )
    file.write_text("[]")
    with pytest.raises(CommandError, match="It isn't a copy of"):
        verified("--kept", str(file))
