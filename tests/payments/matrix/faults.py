"""The shop's own line fails, or its process dies, at every single step of a sale."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from tests.factories.passing import expire
from tests.payments.matrix.cells import Cell, Ends
from tests.payments.matrix.story import Stage, Story

MOST = 80  # a sale that takes more steps than this is going round in circles
Tale = Callable[[Story], None]


def _she_comes_again(story: Story) -> None:
    story.buys(again=True)


def _she_leaves(story: Story) -> None:
    """When anything goes wrong she looks at her payment page once more, and at her order when the hold is over."""
    for act in (story.begins, story.pays, story.comes_back):
        if not story.seam.struck:
            act()
    if story.seam.struck:
        story.sees("pay")
        expire(story.order)
        story.sees("order")


def webhooks_do_it(story: Story) -> None:
    """She pays and closes the window."""
    story.begins()
    story.pays()
    story.webhooks()


def timeout(kind: str) -> Cell:
    """No answer to the n-th request, for every n there is; after one that was carried out, silence for a while."""
    return partial(_at_every_call, kind, 4 if kind.endswith("after") else 0, (_she_leaves, webhooks_do_it))


def http_500(kind: str) -> Cell:
    """The n-th request is answered 500, for every n there is."""
    return partial(_at_every_call, kind, 0, (_she_comes_again,))


def killed(stage: Stage, tales: Sequence[Tale] = (_she_comes_again, _she_leaves, webhooks_do_it)) -> Ends:
    """The process dies after its n-th request or commit, for every n there is."""

    def die(n: int) -> None:
        stage.seam.die_after = n

    yield from _every(stage, die, tales)


def _at_every_call(kind: str, silence: int, tales: Sequence[Tale], stage: Stage) -> Ends:
    def fail(n: int) -> None:
        stage.seam.fail_at, stage.seam.silence = n, silence
        stage.seam.spoil = partial(stage.column.spoil, kind)
        stage.seam.hush = partial(stage.column.spoil, "http_500_before")

    yield from _every(stage, fail, tales)


def _every(stage: Stage, strike: Callable[[int], None], tales: Sequence[Tale]) -> Ends:
    for tale in tales:
        for n in count(1):
            assert n < MOST
            with stage.story() as story:
                strike(n)
                tale(story)
                struck = stage.seam.struck
                ended = story.ends(pages=["order"])
            if not struck:
                assert ended == "paid once"
                break
            yield "", ended
