"""What a process keeps has a size: the least recently asked for goes first."""

from catalog.pages.store import Kept, Store


def a_page(size: int) -> Kept:
    return Kept(b"x" * (size - 500), {}, version=1, until=0.0)


def test_the_least_recently_asked_for_goes_first() -> None:
    store = Store()
    for name in ("a", "b", "c"):
        store.put((name,), a_page(1_000), most=10_000)
    assert store.get(("a",))
    for n in range(8):
        store.put((str(n),), a_page(1_000), most=10_000)
    assert store.bytes == 10_000
    assert store.get(("b",)) is None
    assert store.get(("a",))


def test_a_new_answer_takes_the_place_of_the_old_one() -> None:
    store = Store()
    store.put(("a",), a_page(900), most=10_000)
    store.put(("a",), a_page(700), most=10_000)
    assert store.bytes == 700


def test_what_alone_would_take_a_tenth_is_not_kept() -> None:
    store = Store()
    store.put(("a",), a_page(1_001), most=10_000)
    assert store.get(("a",)) is None
    assert store.bytes == 0


def test_an_answer_knows_its_size_and_comes_back_whole() -> None:
    kept = Kept(b"body", {"ETag": '"1"', "Content-Length": "4"}, version=1, until=0.0)
    assert kept.size == 4 + len('ETag"1"') + len("Content-Length4") + 500
    answer = kept.answer()
    assert (answer.content, dict(answer.items())) == (
        b"body",
        kept.headers | {"Content-Type": "text/html; charset=utf-8"},
    )
