"""The table of roles against the groups that the database ends up with."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import User
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
ACTIONS = ("view", "add", "change", "delete")

# What must never slip: (role, permission) pairs that decide over money, pieces and people.
MAY = [
    ("Fulfilment", "fulfilment.change_shipment"),
    ("Photographer", "catalog.add_photo"),
    ("Authenticator", "catalog.change_conditionreport"),
    ("Consignment manager", "catalog.publish_item"),
    ("Accounting", "tax.add_rate"),
    ("Customer care", "order.view_order"),
    ("Concierge", "accounts.view_user"),
    ("Administrator", "accounts.change_user"),
]
MAY_NOT = [
    ("Fulfilment", "catalog.change_item"),
    ("Fulfilment", "payments.view_payment"),
    ("Fulfilment", "invoices.view_paper"),
    ("Photographer", "catalog.change_item"),
    ("Photographer", "order.view_order"),
    ("Authenticator", "catalog.publish_item"),
    ("Authenticator", "order.view_order"),
    ("Consignment manager", "payments.view_payment"),
    ("Accounting", "catalog.publish_item"),
    ("Accounting", "accounts.view_user"),
    ("Customer care", "accounts.change_user"),
    ("Customer care", "core.view_auditentry"),
    ("Concierge", "fulfilment.change_shipment"),
]


def _permissions(user: User) -> set[str]:
    return User.objects.get(pk=user.pk).get_all_permissions()


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_role_has_the_rights_of_the_table_on_every_model_and_no_other(role: str) -> None:
    held = _permissions(staff(role))
    wanted = roles.permissions_of(role)
    for model in apps.get_models():
        label = (model._meta.app_label, model._meta.model_name)
        for action in ACTIONS:
            name = f"{label[0]}.{action}_{label[1]}"
            assert (name in held) == (name in wanted), name
    assert held == wanted


@pytest.mark.parametrize(("role", "permission"), MAY)
def test_a_role_may_do_its_work(role: str, permission: str) -> None:
    assert permission in roles.permissions_of(role)


@pytest.mark.parametrize(("role", "permission"), MAY_NOT)
def test_a_role_may_not_do_anothers(role: str, permission: str) -> None:
    assert permission not in roles.permissions_of(role)


def test_nobody_may_write_history() -> None:
    written = {
        permission
        for role in roles.ROLES
        for permission in roles.permissions_of(role)
        if permission.split("_")[-1] in {"auditentry", "pricechange", "orderevent", "paymentevent", "mail"}
    }
    # A mail that failed may be sent again, as it is; its samples may be looked at.
    verbs = {permission.split(".")[1].split("_")[0] for permission in written}
    assert verbs == {"view", "preview", "resend"}


def test_syncing_again_takes_back_what_was_given_by_hand() -> None:
    roles.sync()
    group = Group.objects.get(name="Photographer")
    group.permissions.clear()
    roles.sync()
    assert group.permissions.count() == len(roles.permissions_of("Photographer"))
    assert Group.objects.filter(name__in=roles.ROLES).count() == len(roles.ROLES) == 8


def test_a_permission_that_no_model_has_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Group.objects.filter(name__in=roles.ROLES).delete()
    monkeypatch.setitem(roles.ROLES, "Photographer", {"catalog.picture": "v"})
    with pytest.raises(roles.UnknownPermission, match=r"Photographer: catalog\.view_picture"):
        roles.sync()
    assert not Group.objects.filter(name__in=roles.ROLES).exists(), "nothing is half done"
