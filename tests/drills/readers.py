"""Many readers of lists, searches and pieces while the pieces are sold, and what they may still have been told.

An answer is judged by when its request began and ended: every sale committed before it began must be on it, and
none may be that hadn't begun when it ended.
"""

import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
from django.utils import timezone

from catalog.models import Item, ListingState
from tests.drills.buyers import Buyer
from tests.drills.running_shop import Web
from tests.factories.catalog import listed_item

LISTS = (
    "/shop/?per=48",
    "/shop/handbags/?per=48",
    "/designers/hermes/?per=48&grade=excellent",
    "/search/?q=birkin&per=48",
    "/shop/?per=48&colour=Gold&sort=price",
    "/new/?per=48",
)
CARD = re.compile(r'<article class="card"(?: data-state="(\w+)")?>.*?href="/items/(P-[0-9-]+)/', re.DOTALL)
# Every piece here is an excellent handbag: the grade's box, and the menu, count them all.
GRADE = re.compile(r'value="excellent"[^>]*>.*?<span>([\d,]+)<span class="unseen"> piece', re.DOTALL)
MENU = re.compile(r'Handbags <span>([\d,]+)<span class="unseen"> piece')


@dataclass(frozen=True)
class Answer:
    """One page as a reader got it, and when she asked and had it (monotonic seconds)."""

    path: str
    began: float
    ended: float
    text: str


@dataclass
class Sales:
    """When each sale began and was committed, in order."""

    pieces: int
    began: dict[str, float] = field(default_factory=dict)
    committed: dict[str, float] = field(default_factory=dict)

    def sell(self, item: Item) -> None:
        """The commit that ends the piece's time in the window."""
        self.began[item.number] = time.monotonic()
        Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())
        self.committed[item.number] = time.monotonic()

    def check(self, answer: Answer) -> None:
        """Nothing that was sold before she asked is offered or counted, and what is left is not hidden."""
        gone = {number for number, at in self.committed.items() if at < answer.began}
        perhaps = {number for number, at in self.began.items() if at < answer.ended}
        if answer.path.startswith("/items/"):
            number = answer.path.split("/")[2]
            assert number not in gone or ("Sold on" in answer.text and "/bag/add/" not in answer.text), (
                answer.path
            )
            return
        offered = {number for state, number in CARD.findall(answer.text) if state != "sold"}
        assert not offered & gone, (answer.path, offered & gone)
        for counted in (GRADE, MENU):
            found = counted.search(answer.text)
            count = int(found[1].replace(",", "")) if found else 0
            assert self.pieces - len(perhaps) <= count <= self.pieces - len(gone), (
                answer.path,
                count,
                len(gone),
            )


def sell_under_readers(web: Web, *, pieces: int, readers: int) -> list[Answer]:
    """Sell all but one of so many pieces, one after the other, to whoever reads; every answer is checked."""
    items = [listed_item(title=f"Birkin 30 number {n}") for n in range(pieces)]
    sales, buyer, over = Sales(pieces), Buyer(web.url, 1), threading.Event()
    token = buyer.token_for(items[-1])
    with ThreadPoolExecutor(readers) as pool:
        reading = [pool.submit(_read, web.url, items, n, over) for n in range(readers)]
        try:
            for item in items[:-1]:
                sales.sell(item)
                _check_refused(buyer, item, token)
        finally:
            over.set()
        answers = [answer for one in reading for answer in one.result()]
    for answer in answers:
        sales.check(answer)
    return answers


def _read(url: str, items: Sequence[Item], n: int, over: threading.Event) -> list[Answer]:
    """The lists and pages again and again, each reader from another place; at least once round."""
    paths = [path for pair in zip(LISTS, _pages(items, n), strict=True) for path in pair]
    answers: list[Answer] = []
    with httpx.Client(base_url=url, timeout=60, limits=httpx.Limits(max_keepalive_connections=0)) as http:
        while len(answers) < len(paths) or not over.is_set():
            path = paths[(n + len(answers)) % len(paths)]
            began = time.monotonic()
            answer = http.get(path)
            assert answer.status_code == 200, (answer.status_code, path)
            answers.append(Answer(path, began, time.monotonic(), answer.text))
    return answers


def _pages(items: Sequence[Item], n: int) -> list[str]:
    return [items[(n + step) % len(items)].get_absolute_url() for step in range(len(LISTS))]


def _check_refused(buyer: Buyer, item: Item, token: str) -> None:
    data = {"csrfmiddlewaretoken": token}
    answer = buyer.http.post(
        f"/bag/add/{item.number}/", data=data, headers={"Referer": str(buyer.http.base_url)}
    )
    assert answer.status_code == 409, (answer.status_code, item.number)
