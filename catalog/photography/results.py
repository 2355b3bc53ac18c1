"""What the darkroom gives back. Apart from it, so that no web process loads the decoders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Encoded:
    """A photograph encoded anew as WebP, not stored yet."""

    data: bytes
    width: int
    height: int
