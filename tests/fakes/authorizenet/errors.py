"""Authorize.net's refusals: HTTP 200 with ``resultCode`` Error (https://developer.authorize.net/api/reference/responseCodes)."""

from typing import Any

Json = dict[str, Any]

OK = {"resultCode": "Ok", "message": [{"code": "I00001", "text": "Successful."}]}
NOTHING = {"resultCode": "Ok", "message": [{"code": "I00004", "text": "No records found."}]}
UNSUCCESSFUL = {
    "resultCode": "Error",
    "message": [{"code": "E00027", "text": "The transaction was unsuccessful."}],
}


class Refusal(Exception):
    """A request that wasn't carried out, with the code that says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code

    @property
    def messages(self) -> Json:
        """The ``messages`` of the answer."""
        return {"resultCode": "Error", "message": [{"code": self.code, "text": str(self)}]}


class Stopped(Exception):
    """A transaction that was refused with a response code (2 declined, 3 error) and a reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}/{reason}")
        self.code, self.reason = code, reason
