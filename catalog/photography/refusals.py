"""Why a file can't be a photograph, in words that say what to do."""


class BadPicture(Exception):
    """The file can't be used as a photograph; the message says why, and what to send instead."""
