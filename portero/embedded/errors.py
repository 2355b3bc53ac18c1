class ServiceError(Exception):
    """A service can't start or stop; the message says what to do about it."""
