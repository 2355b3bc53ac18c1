"""Labels are bought at the carrier's double."""

from tests.carriage import easypost, private_files

__all__ = ["easypost", "private_files"]
