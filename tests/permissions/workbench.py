"""Authenticity review: the queue and decided cases by role, a review for its reviewer alone, her page by its link."""

from typing import Any

from authentication.cases import outside
from authentication.models import Evidence, Finding, TierRule
from portero.core.links import token_for
from tests.factories import authentication as make
from tests.factories import bench
from tests.permissions.table import EVERYBODY, ONLY_POST, STAFF_ONLY, Answers, Row, Table, World

ONLY_POSTED: Answers = (302, 302, 403, 405)
NOT_HERS: Answers = (302, 302, 403, 404)  # another reviewer's desk isn't there, whatever is sent to it
ALL = (0, 1, 2, 3)
NEXT: Answers = (302, 302, 403, 302)
BAD: Answers = (400, 400, 400, 400)
LED_BACK: Answers = (302, 302, 302, 302)
NONE: Answers = (404, 404, 404, 404)


def rows() -> dict[str, Any]:
    """A bag that somebody reviews, with a photograph of hers; a watch that an outside authenticator is asked about."""
    bag, watch = bench.on_the_bench(), bench.on_the_bench(bench.WATCH, "watch-04")
    finding = Finding.objects.create(
        review=make.begun_review(bag), check_made=bag.template.checks.get(code="code")
    )
    photo = bag.photos.all()[0]
    told = {"file": photo.file, "sha256": "0" * 64, "width": photo.width, "height": photo.height}
    make.reviewed(watch, "second_opinion")
    expert = make.an_expert()
    return {
        "authentication_case": bag,
        "authentication_caseevent": bag.events.all()[0],
        "authentication_tierrule": TierRule.objects.all()[0],
        "authentication_outsideexpert": expert,
        "bench_bag": bag,
        "bench_photo": photo,
        "bench_evidence": Evidence.objects.create(finding=finding, **told),
        "bench_asked": outside.ask(watch.pk, expert, actor=None),
    }


def _case(*more: Any) -> Any:
    return lambda world: [world.rows["bench_bag"].number, *more]


def _of(key: str, *more: Any) -> Any:
    return lambda world: [world.rows[key].pk, *more]


def _in_case(key: str, *more: Any) -> Any:
    return lambda world: [world.rows["bench_bag"].number, world.rows[key].pk, *more]


def _link(*more: Any) -> Any:
    return lambda world: [_token(world), *more]


def _token(world: World) -> str:
    return token_for(outside.KIND, world.rows["bench_asked"].pk)


def _desk(**facts: Any) -> Row:
    return Row(get=NOT_HERS, post=NOT_HERS, right="Authenticator", may_change=(), **facts)


TABLE: Table = {
    "review:queue": Row(get=STAFF_ONLY, right="Authenticator"),
    "review:next": Row(get=ONLY_POSTED, post=NEXT, right="Authenticator"),
    "review:case": Row(get=STAFF_ONLY, right="Authenticator", arguments=_case()),
    "review:begin": Row(get=ONLY_POSTED, post=NEXT, right="Authenticator", arguments=_case()),
    "review:ask": Row(
        get=ONLY_POSTED, post=NEXT, right="Consignment manager", wrong="Authenticator", arguments=_case()
    ),
    "review:case-photo": Row(
        get=STAFF_ONLY, right="Authenticator", arguments=_of("bench_photo", "small"), may_change=()
    ),
    # The case isn't decided: there is nothing to compare.
    "review:decided-picture": Row(
        get=NOT_HERS, right="Authenticator", arguments=_of("bench_evidence", "small")
    ),
    "review:back": _desk(arguments=_case()),
    "review:submit": _desk(arguments=_case()),
    "review:finding": _desk(arguments=_case("code")),
    "review:decode": _desk(arguments=_case("code")),
    "review:evidence": _desk(arguments=_case("code")),
    "review:evidence-remove": _desk(arguments=_in_case("bench_evidence")),
    "review:evidence-picture": _desk(arguments=_in_case("bench_evidence", "small")),
    "review:photo": _desk(arguments=_in_case("bench_photo", "small")),
    "review:looked": _desk(arguments=_case()),
    "review:verdict": _desk(arguments=_case()),
    "outside:case": Row(get=EVERYBODY, arguments=_link()),
    "outside:submit": Row(get=LED_BACK, post=(422, 422, 422, 422), arguments=_link(), may_change=()),
    # Nothing that it has seen fits what is there.
    "outside:finding": Row(
        get=LED_BACK,
        post=(409, 409, 409, 409),
        arguments=_link("serial"),
        form=lambda world: {"result": "right"},
        may_change=(),
    ),
    "outside:decode": Row(get=ONLY_POST, post=EVERYBODY, arguments=_link("serial"), may_change=()),
    "outside:evidence": Row(get=ONLY_POST, post=BAD, arguments=_link("serial"), may_change=()),
    "outside:evidence-remove": Row(
        get=ONLY_POST, post=LED_BACK, arguments=lambda world: [_token(world), 1], may_change=()
    ),
    # Another review's photograph, and another case's.
    "outside:evidence-picture": Row(get=NONE, arguments=lambda world: [_token(world), 1, "small"]),
    "outside:photo": Row(get=NONE, arguments=lambda world: [_token(world), 0, "small"]),
    "outside:looked": Row(get=ONLY_POST, post=EVERYBODY, arguments=_link(), may_change=()),
    "outside:verdict": Row(get=ONLY_POST, post=(200, 200, 200, 200), arguments=_link(), may_change=()),
}
