"""Several kinds of thing in one search: "tote handbag" and "flat sandals" are one kind, "boots, sandals" are two."""

import re
from itertools import combinations

from catalog.searching.reading import Span
from catalog.searching.sample import Sample

_LISTED = re.compile(r"[,/&+]|\b(?:or|and)\b", re.IGNORECASE)


def without_wider(spans: list[Span], words: str, sample: Sample) -> list[Span]:
    """The filters without a kind that includes another one named, or that only describes the kind right after it."""
    kinds = sorted((span for span in spans if span.facet == "category"), key=lambda span: span.start)
    idle: list[Span] = []
    for first, second in combinations(kinds, 2):
        between = words[first.end : second.start]
        if not _LISTED.search(between):
            idle += _idle(first, second, sample, are_neighbours=between.isspace())
    return [span for span in spans if span not in idle]


def _idle(first: Span, second: Span, sample: Sample, *, are_neighbours: bool) -> list[Span]:
    one, other = (sample.having("category", span.values) for span in (first, second))
    if one < other:
        return [second]
    if other < one or (are_neighbours and one != other):
        return [first]
    return []
