"""Authorize.net's JSON as the XML it is read as, held against the published schema (never copied here)."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

SCHEMA = Path(__file__).parents[3] / "shared/payments/authorizenet/AnetApiSchema.xsd"
NAMESPACE = "AnetApi/xml/v1/schema/AnetApiSchema.xsd"
# In JSON these are lists; in XML their entries have a name of their own.
ENTRIES = {
    "transactions": "transaction",
    "batchList": "batch",
    "errors": "error",
    "messages": "message",
    "FDSFilters": "FDSFilter",
}
# Every answer begins with these in XML; in JSON they come last.
COMMON = ("refId", "messages")
# Authorize.net answers this, and its schema doesn't know it.
BEYOND_SCHEMA = {"SupplementalDataQualificationIndicator"}

needs_schema = pytest.mark.skipif(not SCHEMA.exists(), reason="the provider's schema files are not here")


def check_request(name: str, body: dict[str, Any]) -> None:
    """Fail unless a request is valid, its members in the order they have."""
    _check(_element(name, body))


def check_answer(request: str, answer: dict[str, Any]) -> None:
    """Fail unless the answer to a request of this name is valid."""
    common = {name: answer[name] for name in COMMON if name in answer}
    ordered = common | {name: value for name, value in answer.items() if name not in COMMON}
    # A refusal says nothing but why; the schema's answer of that name would want its contents.
    refused = set(answer) <= set(COMMON) and answer["messages"]["resultCode"] == "Error"
    _check(_element("ErrorResponse" if refused else request.removesuffix("Request") + "Response", ordered))


def validation_errors(name: str, body: dict[str, Any]) -> list[str]:
    """What the schema has against a request; nothing if it is valid."""
    root = _element(name, body)
    _schema().validate(root)
    return [error.message for error in _schema().error_log]


def _check(root: Any) -> None:
    schema = _schema()
    if not schema.validate(root):
        pytest.fail(f"{etree.tostring(root, pretty_print=True).decode()}\n{schema.error_log}")


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


def _element(name: str, value: Any) -> Any:
    element = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})
    if isinstance(value, dict):
        for member, inner in value.items():
            if member not in BEYOND_SCHEMA:
                element.extend(_elements(member, inner))
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
    return element


def _elements(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [_element(name, value)]
    if name not in ENTRIES:
        return [_element(name, one) for one in value]
    container = etree.Element(f"{{{NAMESPACE}}}{name}")
    container.extend([_element(ENTRIES[name], one) for one in value])
    return [container]
