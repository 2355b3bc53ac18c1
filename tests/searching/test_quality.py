"""The quality promised, on the real file and the demo catalogue: the committed set, and one that nobody looked at."""

import pytest

from catalog.importing.mapping import load_mapping
from catalog.importing.run import Import
from catalog.searching import engine
from catalog.seeding.pieces import load_pieces
from catalog.seeding.vocabulary import load_vocabulary
from catalog.shelf import forget
from tests.searching.holdout import FILE, holdout
from tests.searching.quality import Miss, committed, measure

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FILE.is_file(), reason="the Vestiaire file has no licence to be shipped; not here"
    ),
]
PROMISED = {"known": 0.95, "typo": 0.9, "filters": 0.95, "precision": 0.95}


def test_known_pieces_are_found_and_attributes_are_read() -> None:
    load_vocabulary()
    load_pieces()
    mapping = load_mapping("vestiaire_2021")
    Import(path=FILE, mapping=mapping, source="vestiaire-2021", publish=True).run()
    forget()
    engine.forget()
    sets = {"committed": committed(), "holdout": holdout()}
    assert len(sets["committed"]) >= 150
    for name, queries in sets.items():
        scores, misses = measure(queries)
        _print(name, len(queries), scores, misses)
        short = {kind: scores[kind] for kind, least in PROMISED.items() if scores[kind] < least}
        assert short == {}, f"{name}: {misses}"


def _print(name: str, count: int, scores: dict[str, float], misses: list[Miss]) -> None:
    print(f"\n{name}, {count} searches:", ", ".join(f"{kind} {score:.3f}" for kind, score in scores.items()))  # noqa: T201
    for miss in misses:
        print(f"  {miss.asked.kind}: {miss.asked.words!r} expected {miss.asked.expected}; {miss.why}")  # noqa: T201
