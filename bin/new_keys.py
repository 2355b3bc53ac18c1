"""Print the secrets that a new shop needs, as lines for deploy/env; they are stored nowhere.

    python3 bin/new_keys.py >> deploy/env

Standard library alone: nothing of the shop is installed yet where it is run first.
"""

import base64
import secrets

BYTES = 32


def main() -> None:
    """A new value for each secret that is ours alone; those of banks and carriers come from them."""
    fernet = base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode()
    print(f"SECRET_KEY={secrets.token_urlsafe(2 * BYTES)}")
    print(f"SEALING_KEYS={secrets.token_urlsafe(BYTES)}")
    print(f"SERIAL_KEYS={fernet}")
    print(f"SERIAL_PEPPER={secrets.token_urlsafe(BYTES)}")


if __name__ == "__main__":
    main()
