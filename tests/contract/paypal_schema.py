"""PayPal's published schemas, and exchanges between the driver and the double held against them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openapi_schema_validator import OAS30Validator
from paypalrestsdk import exceptions

from orders.payments.providers.paypal.client import Client

FOLDER = Path(__file__).parents[3] / "shared/payments/paypal"
NAMES = ("checkout_orders_v2", "payments_payment_v2", "notifications_webhooks_v1")
needs_schemas = pytest.mark.skipif(not FOLDER.exists(), reason="PayPal's schemas are not beside the checkout")

Json = dict[str, Any]


@cache
def specifications() -> list[Json]:
    """The three documents."""
    return [json.loads((FOLDER / f"{name}.json").read_text()) for name in NAMES]


class Exchange:
    """One request of the driver and its answer; the status of a success isn't told by the client."""

    def __init__(self, method: str, url: str, sent: bytes | None, answer: Json, status: int | None) -> None:
        self.method, self.path = method.lower(), urlsplit(url).path
        self.sent = json.loads(sent) if sent and self.method == "post" else None
        self.answer, self.status = json.loads(json.dumps(answer, default=str)), status

    def problems(self) -> list[str]:
        """Everything in it that PayPal's schema doesn't allow, or that the operation is not in the schema."""
        found = _operation(self.method, self.path)
        if found is None:
            return [f"no such operation: {self.method} {self.path}"]
        specification, operation = found
        problems = list(_errors(specification, _request_schema(specification, operation), self.sent))
        return [*problems, *_errors(specification, self._answer_schema(operation), self.answer)]

    def _answer_schema(self, operation: Json) -> Json | None:
        statuses = ["200", "201"] if self.status is None else [str(self.status)]
        answers = [operation["responses"][status] for status in statuses if status in operation["responses"]]
        schemas = [
            answer["content"]["application/json"]["schema"] for answer in answers if "content" in answer
        ]
        return {"anyOf": schemas} if schemas else {"not": {}}


def record(monkeypatch: pytest.MonkeyPatch) -> list[Exchange]:
    """Write down what every client sends and gets from now on, but its tokens."""
    exchanges: list[Exchange] = []
    original = Client.http_call

    def http_call(self: Client, url: str, method: str, **more: Any) -> Json:
        answer, status = {}, None
        try:
            answer = original(self, url, method, **more)
        except exceptions.ConnectionError as error:
            answer, status = json.loads(error.content), error.response.status_code
            raise
        finally:
            if not url.endswith("/v1/oauth2/token"):
                exchanges.append(Exchange(method, url, more.get("data"), answer, status))
        return answer

    monkeypatch.setattr(Client, "http_call", http_call)
    return exchanges


def problems_with(name: str, schema: str, value: Json) -> list[str]:
    """What one of the named schemas doesn't allow in a value."""
    specification = specifications()[NAMES.index(name)]
    return list(_errors(specification, {"$ref": f"#/components/schemas/{schema}"}, value))


def _operation(method: str, path: str) -> tuple[Json, Json] | None:
    for specification in specifications():
        for template, operations in specification["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path) and method in operations:
                return specification, operations[method]
    return None


def _request_schema(specification: Json, operation: Json) -> Json | None:
    body = operation.get("requestBody")
    return body["content"]["application/json"]["schema"] if body else None


def _errors(specification: Json, schema: Json | None, value: Any) -> Iterator[str]:
    if schema is None or value is None:
        return
    validator = OAS30Validator({"allOf": [schema], "components": specification["components"]})
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:300]}"
