"""Photographs in object storage: the pages may show them, and their addresses don't expire."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import django; django.setup()
from django.conf import settings
from django.core.files.storage import default_storage
print(default_storage.url("items/a.webp"))
print("https://photos.portero.example" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])
print("https://photos.portero.example" in settings.STAFF_CONTENT_SECURITY_POLICY["img-src"])
"""


def test_both_policies_let_the_bucket_be_seen() -> None:
    told = {
        "DJANGO_SETTINGS_MODULE": "portero.settings",
        "S3_BUCKET": "portero-media",
        "MEDIA_HOST": "photos.portero.example",
    }
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.split() == ["https://photos.portero.example/items/a.webp", "True", "True"]
