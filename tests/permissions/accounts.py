"""The client's account: pages for everybody, pages for whoever is signed in (her own, never another's)."""

from tests.permissions.table import EVERYBODY, ONLY_POST, Row, Table

HER_OWN = (302, 200, 200, 200)  # everybody who is signed in sees her own page
TO_HER_PAGE = (200, 302, 302, 302)

TABLE: Table = {
    "accounts:register": Row(get=TO_HER_PAGE, post=TO_HER_PAGE),
    "accounts:registered": Row(get=EVERYBODY),
    "accounts:sign-in": Row(get=TO_HER_PAGE, post=EVERYBODY),
    "accounts:sign-out": Row(get=ONLY_POST, post=(302, 302, 302, 302)),
    "accounts:profile": Row(
        get=HER_OWN,
        post=(302, 302, 302, 302),
        form=lambda world: {"first_name": "Dora", "last_name": "Doe"},
        may_change=(1, 2, 3),
    ),
    "accounts:password-change": Row(get=HER_OWN, post=HER_OWN, may_change=()),
    "accounts:password-reset": Row(get=EVERYBODY, post=EVERYBODY, may_change=()),
    "accounts:password-reset-done": Row(get=EVERYBODY),
    "accounts:password-reset-confirm": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        arguments=lambda world: ["MQ", "abc-def"],
        form=lambda world: {"new_password": "a stranger's choice 9"},
        may_change=(),
    ),
    "accounts:password-reset-complete": Row(get=EVERYBODY),
}
