"""EasyPost's error envelope, as in the recorded 404."""

from ..base.errors import DoubleError, Json


class EasyPostError(DoubleError):
    """An answer of 4xx or 5xx with EasyPost's code for it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status, message)
        self.code = code

    @property
    def envelope(self) -> Json:
        """The JSON body of the answer."""
        return {"error": {"code": self.code, "message": str(self), "errors": []}}


def missing(kind: str) -> EasyPostError:
    """Return the 404 for an object that does not exist."""
    return EasyPostError(404, f"{kind.upper()}.NOT_FOUND", f"The {kind}(s) could not be found.")


def invalid(message: str, code: str = "PARAMETER.INVALID") -> EasyPostError:
    """Return the 422 for something that can't be done."""
    return EasyPostError(422, code, message)
