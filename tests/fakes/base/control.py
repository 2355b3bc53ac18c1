"""The handles for tests and demos: /_double/state, switch, deliver, and the provider's own."""

import json
from typing import TYPE_CHECKING

from .errors import DoubleError, Json
from .http import Answer, Request

if TYPE_CHECKING:
    from .double import Double


def answer(double: "Double", request: Request) -> Answer:
    """Answer a request below /_double/."""
    # A JSON body makes browsers ask first, so no page can reach these handles behind someone's back.
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    try:
        if request.method == "POST" and kind != "application/json":
            raise DoubleError(415, "Content-Type: application/json is needed.")
        return Answer(200, _handle(double, request.method, request.path, _object(request.body)))
    except DoubleError as error:
        return Answer(error.status, error.envelope)


def _handle(double: "Double", method: str, path: str, asked: Json) -> Json:
    if (method, path) == ("GET", "/_double/state"):
        return double.summary()
    if (method, path) == ("POST", "/_double/switch"):
        return _switch(double, asked)
    if (method, path) == ("POST", "/_double/deliver"):
        return {"due": double.deliver(asked.get("event"), everything=bool(asked.get("all")))}
    answered = double.handle(path.removeprefix("/_double/"), asked) if method == "POST" else None
    if answered is None:
        raise DoubleError(404, f"Unrecognized handle ({method}: {path}).")
    return answered


def _switch(double: "Double", asked: Json) -> Json:
    if asked.pop("clear", False):
        double.switches.clear()
    if asked:
        if "kind" not in asked:
            raise DoubleError(400, "Missing: kind.")
        double.switches.set(**asked)
    return {"switches": double.switches.listed()}


def _object(body: str) -> Json:
    try:
        value = json.loads(body or "{}")
    except ValueError as error:
        raise DoubleError(400, f"Not JSON: {error}") from error
    if not isinstance(value, dict):
        raise DoubleError(400, "A JSON object is needed.")
    return value
