"""The shop's settings with what tests change; programs that a test starts run with the real ones."""

import os

from portero import embedded

os.environ["TESTING"] = "1"
from portero.settings import *  # noqa: F403

del os.environ["TESTING"]

# One per process: workers of one test run must not see or clear each other's keys.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Sixteen rounds of memory in place of 32,768: tests digest numbers by the hundred.
SERIAL_HASH_COST = 2**4
# Whitenoise warns, once per client, of a folder that only collectstatic makes.
(embedded.var_dir() / "static").mkdir(parents=True, exist_ok=True)
# Else every new client looks at every static file, which takes longer than most of its requests.
WHITENOISE_AUTOREFRESH = True

# A test that changes a table of taxes or delivery charges is answered by it at once.
FIGURES_FRESH_SECONDS = TAX_TABLES_FRESH_SECONDS = DELIVERY_TABLES_FRESH_SECONDS = 0
# A page's own tests see what they wrote; those of keeping pages (tests/pages) set it.
PAGES_KEPT_SECONDS = PIECES_KEPT_SECONDS = 0

# What a test uploads privately is gone with its process.
STORAGES = STORAGES | {"private": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}  # noqa: F405

# Nobody here has a certificate: reading the world's authorities takes longer than a request to a double.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull
