"""`python -m tests.template`: build the database that every test process copies."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.db import connection

    from tests.database import build

    build(connection)
