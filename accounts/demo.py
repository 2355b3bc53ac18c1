"""Well-known people for a shop that nobody buys from yet: one client, and the staff, at least one per role.

There are four authenticators: two review what is precious, and two others look when somebody doubts them.

Their password is printed for everybody to read, so they exist outside of production only and under
one reserved domain. Each one's authenticator secret is random per installation.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import roles
from accounts.models import User
from accounts.second_factor import secret_of

DOMAIN = "demo.portero.example"
PASSWORD = "a quiet salon"  # noqa: S105  (printed by demo_logins; refused in production)


class NotInProduction(Exception):
    """Demo people would be an open door there."""


@dataclass(frozen=True)
class DemoPerson:
    """One demo login; `role` is empty for the client."""

    email: str
    first_name: str
    last_name: str
    role: str = ""


PEOPLE = [
    DemoPerson(f"clara@{DOMAIN}", "Clara", "Whitfield"),
    DemoPerson(f"ada@{DOMAIN}", "Ada", "Lindqvist", roles.ADMINISTRATOR),
    DemoPerson(f"marta@{DOMAIN}", "Marta", "Oliveira", "Customer care"),
    DemoPerson(f"rosa@{DOMAIN}", "Rosa", "Delgado", "Fulfilment"),
    DemoPerson(f"kenji@{DOMAIN}", "Kenji", "Mori", "Photographer"),
    DemoPerson(f"ines@{DOMAIN}", "Ines", "Novak", "Authenticator"),
    DemoPerson(f"noor@{DOMAIN}", "Noor", "Haddad", "Authenticator"),
    DemoPerson(f"tomas@{DOMAIN}", "Tomás", "Rey", "Authenticator"),
    DemoPerson(f"yuki@{DOMAIN}", "Yuki", "Arai", "Authenticator"),
    DemoPerson(f"helen@{DOMAIN}", "Helen", "Park", "Consignment manager"),
    DemoPerson(f"simone@{DOMAIN}", "Simone", "Laurent", "Concierge"),
    DemoPerson(f"paul@{DOMAIN}", "Paul", "Abbott", "Accounting"),
]


def refuse_in_production() -> None:
    """Raises NotInProduction where the shop is for real."""
    if settings.PRODUCTION:
        raise NotInProduction("Demo logins exist outside of production only.")


@transaction.atomic
def create_demo_people() -> list[User]:
    """Create who is missing and leave alone who is there; raises NotInProduction."""
    refuse_in_production()
    roles.sync()
    return [_person(person) for person in PEOPLE]


def _person(person: DemoPerson) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is not None:
        return user
    user = User(email=person.email, first_name=person.first_name, last_name=person.last_name)
    user.is_staff = bool(person.role)
    user.is_superuser = person.role == roles.ADMINISTRATOR
    user.set_password(PASSWORD)
    user.save()
    if person.role:
        user.groups.add(Group.objects.get(name=person.role))
        TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
    return user


def secrets() -> dict[str, str]:
    """The authenticator secret, base32, of each demo member of staff; raises NotInProduction."""
    return {device.user.email: secret_of(device).replace(" ", "") for device in _devices()}


def codes(email: str = "") -> dict[str, str]:
    """The six digits that work now, of each demo member of staff (or one); raises NotInProduction."""
    wanted = [device for device in _devices() if email in ("", device.user.email)]
    return {device.user.email: f"{totp(device.bin_key, device.step, device.t0):06d}" for device in wanted}


def _devices() -> list[TOTPDevice]:
    refuse_in_production()
    rows = TOTPDevice.objects.filter(confirmed=True, user__email__endswith=f"@{DOMAIN}")
    return list(rows.select_related("user").order_by("user__email"))
