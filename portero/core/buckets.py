"""The bucket of what everybody may see."""

from pathlib import PurePosixPath
from typing import Any

from storages.backends.s3 import S3Storage

# By us, not by the table of the machine that happens to upload: a browser told not to guess believes it.
TYPES = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png"}
UNKNOWN = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"


class PublicBucket(S3Storage):
    """Photographs: a file never changes under its name, so whoever has it need not ask again."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """What the store sends with the file."""
        told: dict[str, Any] = super().get_object_parameters(name)
        kind = TYPES.get(PurePosixPath(name).suffix, UNKNOWN)
        return told | {"ContentType": kind, "CacheControl": FOR_EVER}
