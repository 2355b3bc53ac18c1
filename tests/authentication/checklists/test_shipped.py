"""The lists that the shop begins with: complete, in the house's voice, published once."""

import re
from pathlib import Path

import pytest

from authentication.checklists.seeding import seed_checklists
from authentication.checklists.shipped import ShippedList, all_shipped, shipped
from authentication.models import Check, ChecklistTemplate
from catalog.seeding.vocabulary import load_vocabulary

LISTS = all_shipped()


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.name)
def test_a_list_is_complete(one: ShippedList) -> None:
    codes = [check.code for check in one.checks]
    assert len(set(codes)) == len(codes) >= 7
    for check in one.checks:
        assert check.evidence in Check.Evidence.values
        assert check.asks in Check.Asks.values
        assert re.search(r"[.]$", check.how)
        assert "!" not in check.how + check.title
        assert "—" not in check.how + check.title
    assert any(check.evidence == "always" for check in one.checks)


def test_which_lists_there_are() -> None:
    assert [one.name for one in LISTS] == [
        "accessories",
        "belts",
        "cartier-jewelry",
        "cartier-watches",
        "chanel-handbags",
        "general",
        "handbags",
        "hermes-handbags",
        "hermes-scarves",
        "jewelry",
        "louis-vuitton-handbags",
        "patek-philippe-watches",
        "rolex-watches",
        "scarves",
        "small-leather-goods",
        "sunglasses",
        "van-cleef-and-arpels-jewelry",
        "wallets",
        "watches",
    ]


@pytest.mark.parametrize("name", ["handbags", "watches", "jewelry", "belts"])
def test_every_kind_asks_for_code_measure_and_weight(name: str) -> None:
    assert {"code", "measure", "weight"} <= {check.asks for check in shipped(name).checks}


def test_a_designers_list_keeps_what_the_kind_asks() -> None:
    kind, house = shipped("handbags"), shipped("hermes-handbags")
    codes = [check.code for check in house.checks]
    assert [code for code in codes if code in {check.code for check in kind.checks}] == [
        check.code for check in kind.checks
    ]
    assert codes[codes.index("edges") + 1] == "handles"
    assert {check.code: check.title for check in house.checks}["code"] == "Blind stamp"


def test_lists_join(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        '[[check]]\ncode="a"\ntitle="A"\nhow="."\n[[check]]\ncode="b"\ntitle="B"\nhow="."\n'
    )
    (tmp_path / "two.toml").write_text(
        'begins_with="one"\n[[check]]\ncode="b"\ntitle="Other"\nhow="."\n'
        '[[check]]\ncode="c"\ntitle="C"\nhow="."\nafter="a"\n'
    )
    assert [check.title for check in shipped("two", tmp_path).checks] == ["A", "C", "Other"]


@pytest.mark.django_db
def test_they_are_published_once() -> None:
    assert ChecklistTemplate.objects.get().category is None  # written by the migration
    load_vocabulary()
    assert len(seed_checklists()) == len(LISTS) - 1
    assert seed_checklists() == []
    assert ChecklistTemplate.objects.filter(published_at__isnull=False, version=1).count() == len(LISTS)


@pytest.mark.django_db
def test_a_vocabulary_that_isnt_there_yet_is_waited_for() -> None:
    assert seed_checklists() == []
    assert ChecklistTemplate.objects.count() == 1
