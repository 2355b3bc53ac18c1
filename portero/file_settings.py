"""Where files lie: folders under var/, or buckets of an S3-compatible store if `S3_BUCKET` names one.

Photographs and their renditions are public and never change under a name; what only staff may open lies apart.
`docs/photos.md` and `docs/running.md` list the variables.
"""

from typing import Any

from portero.embedded import var_dir
from portero.environment import env

MEDIA_URL = "/media/"
MEDIA_ROOT = var_dir() / "media"


def in_folders() -> dict[str, dict[str, Any]]:
    """The public and the private storage as folders of this machine."""
    # What only staff may open has no address of its own: views hand it out.
    private = {"location": var_dir() / "private", "base_url": None}
    return {
        "default": {"BACKEND": "portero.core.whole_files.WholeFileStorage"},
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": private},
    }


def in_buckets(
    public: str, private: str, host: str, endpoint: str | None = None, region: str | None = None
) -> dict[str, dict[str, Any]]:
    """The same as two buckets: `public`, which browsers read through `host`, and `private`, which nobody may.

    Keys come from where boto3 looks for them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role).
    """
    same = {"endpoint_url": endpoint, "region_name": region}
    # Unsigned addresses: a signed one expires, and a mail is read next week too.
    shown = {"bucket_name": public, "custom_domain": host, "querystring_auth": False}
    kept = {"bucket_name": private, "default_acl": "private"}
    return {
        "default": {"BACKEND": "portero.core.buckets.PublicBucket", "OPTIONS": same | shown},
        "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": same | kept},
    }


S3_BUCKET = env.str("S3_BUCKET", default="")
MEDIA_HOST = env.str("MEDIA_HOST", default=f"{S3_BUCKET}.s3.amazonaws.com" if S3_BUCKET else "")
MEDIA_ORIGINS = [f"https://{MEDIA_HOST}"] if MEDIA_HOST else []
STORAGES: dict[str, dict[str, Any]] = (
    in_buckets(
        S3_BUCKET,
        env.str("S3_PRIVATE_BUCKET", default=f"{S3_BUCKET}-private"),
        MEDIA_HOST,
        env.str("S3_ENDPOINT_URL", default=None),
        env.str("S3_REGION", default=None),
    )
    if S3_BUCKET
    else in_folders()
)
