"""`manage.py sync_roles`: write the table of roles into the groups; runs after every migrate."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import roles


class Command(BaseCommand):
    help = "Create the staff roles as groups with the permissions of accounts/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        roles.sync()
        self.stdout.write(f"Roles: {', '.join(roles.ROLES)}.")
