"""Identifiers and tracking numbers that look like EasyPost's and the carriers'."""

import secrets


def new_id(prefix: str) -> str:
    """Return a random id such as ``shp_5ee01eb89ffc456fa9cdc82cb03c7f8e``."""
    return f"{prefix}_{secrets.token_hex(16)}"


def tracking_code(carrier: str) -> str:
    """Return a new number: 22 digits for USPS, 10 for DHL."""
    digits = "".join(secrets.choice("0123456789") for _ in range(9))
    return f"9400100208303{digits}" if carrier == "USPS" else f"4{digits}"
