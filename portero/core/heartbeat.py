"""Provisional: the worker's sign of life lands with the supervisor."""


def connect() -> None:
    """Nothing to connect yet."""
