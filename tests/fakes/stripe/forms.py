"""Form-encoded request parameters, nested by brackets as Stripe's clients send them."""

import re
from typing import Any
from urllib.parse import parse_qsl

from .errors import Json, invalid

PART = re.compile(r"\[([^\]]*)\]")
# A client may use digits as names here, so these never turn into lists.
FREE_NAMES = {"metadata"}


def decode(body: str) -> Json:
    """Turn ``a[b]=1&c[0]=2&d[]=3`` into ``{"a": {"b": "1"}, "c": ["2"], "d": ["3"]}``."""
    tree: Json = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, *_ = name.split("[", 1)
        _insert(tree, [head, *PART.findall(name[len(head) :])], value)
    return {name: _listed(name, value) for name, value in tree.items()}


def _insert(tree: Json, path: list[str], value: str) -> None:
    for part in path[:-1]:
        branch = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(branch, dict):
            raise invalid(f"Invalid object: {part}", param=part)
        tree = branch
    tree[path[-1] or str(len(tree))] = value


def _listed(name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    branch = {key: _listed(key, item) for key, item in value.items()}
    if name not in FREE_NAMES and branch and all(key.isdigit() for key in branch):
        return [branch[key] for key in sorted(branch, key=int)]
    return branch


def allow(params: Json, names: set[str]) -> None:
    """Refuse parameters that the operation does not know, as Stripe does: a typing error must not pass silently."""
    for name in params:
        if name not in names | {"expand"}:
            raise invalid(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def required(params: Json, name: str) -> Any:
    """Return a parameter that must be there."""
    if params.get(name) in (None, ""):
        raise invalid(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return params[name]


def integer(params: Json, name: str, default: int | None = None) -> int | None:
    """Return a whole number (amounts are in cents), or the default where the parameter is absent."""
    value = params.get(name)
    if value in (None, ""):
        return default
    if not re.fullmatch(r"-?\d{1,15}", str(value)):
        raise invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(str(value))


def choice(params: Json, name: str, options: tuple[str, ...], default: str) -> str:
    """Return one of the options."""
    value = str(params.get(name, default))
    if value not in options:
        message = f"Invalid {name}: must be one of {', '.join(options[:-1])} or {options[-1]}"
        raise invalid(message, param=name)
    return value


def flag(params: Json, name: str) -> bool:
    """Return a boolean, false where absent."""
    return choice(params, name, ("true", "false"), "false") == "true"


def mapping(params: Json, name: str) -> Json:
    """Return a nested object; an empty string, which unsets it at Stripe, is an empty object."""
    value = params.get(name)
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise invalid("Invalid object", param=name)
    return value


def merge_metadata(old: Json, params: Json) -> Json:
    """Merge metadata as Stripe does: an empty value removes its key, an empty string removes all."""
    if params.get("metadata") == "":
        return {}
    merged = {**old, **mapping(params, "metadata")}
    return {key: value for key, value in merged.items() if value != ""}
