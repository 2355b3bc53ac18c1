"""The shop's settings with what tests change; programs that a test starts run with the real ones."""

import os

os.environ["TESTING"] = "1"
from portero.settings import *  # noqa: F403

del os.environ["TESTING"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
