"""The description of the API (OpenAPI 3.1).

Responsible for: a document made of the route table and the wire models, so that it cannot differ from what is served. Not
responsible for: serving it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from queue_server.domain.refusal import Code
from queue_server.web.errors import REFUSAL_STATUS, WEB_STATUS, WebCode
from queue_server.web.parameters import Parameter
from queue_server.web.routes import ROUTES, Route
from queue_server.wire import events as e
from queue_server.wire import messages as m

_IN_PATH = re.compile(r"<(\w+)>")
_REF = "#/components/schemas/{model}"
_NO_BODY = (WebCode.INTERNAL_ERROR,)
_STORED = (WebCode.STORAGE_UNAVAILABLE,)
_GUARDED = (WebCode.UNAUTHORIZED, WebCode.FORBIDDEN)
_WITH_BODY = (
    WebCode.MALFORMED_JSON,
    WebCode.BODY_TOO_LARGE,
    WebCode.UNSUPPORTED_MEDIA_TYPE,
    WebCode.INVALID_BODY,
)
_STATELESS = frozenset({"healthz", "openapi"})


@cache
def describe() -> str:
    """The document as JSON."""
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    """The document as plain values."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(_IN_PATH.sub(r"{\1}", route.path), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Paihao queue server",
            "version": "1",
            "description": "One service hall: tickets, windows, ratings, devices, and a stream of events.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> dict[str, Any]:
    models: list[type[m.Answer] | type[m.Request]] = [m.ErrorAnswer]
    for route in ROUTES:
        models += [model for model in (route.body, route.answer) if model is not None]
    models += _event_models()
    unique = list(dict.fromkeys(models))
    requests = [(model, "validation") for model in unique if issubclass(model, m.Request)]
    answers = [(model, "serialization") for model in unique if issubclass(model, m.Answer)]
    _, schema = models_json_schema([*requests, *answers], ref_template=_REF)  # type: ignore[list-item]
    definitions: dict[str, Any] = schema["$defs"]
    definitions["Event"] = {
        "description": "What the data of a server-sent event holds.",
        "oneOf": [{"$ref": _REF.format(model=model.__name__)} for model in _event_models()],
    }
    return definitions


def _event_models() -> list[type[e.EventBase]]:
    found: list[type[e.EventBase]] = []
    remaining: list[type[e.EventBase]] = [e.EventBase]
    while remaining:
        model = remaining.pop(0)
        remaining += model.__subclasses__()
        if "type" in model.model_fields:
            found.append(model)
    return found


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "responses": {str(route.success): _success(route), **_errors(route)},
    }
    parameters = [_path_parameter(name) for name in _IN_PATH.findall(route.path)]
    parameters += [_parameter(asked) for asked in route.parameters]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(route.body)}
    if route.allowed is not None:
        operation["security"] = [{"token": []}]
        operation["x-roles"] = sorted(route.allowed)
    return operation


def _success(route: Route) -> dict[str, Any]:
    content: dict[str, Any]
    if route.answer is not None:
        content = _json(route.answer)
    elif route.name == "events":
        content = {"text/event-stream": {"schema": {"type": "string"}}}
    elif route.name == "metrics":
        content = {"text/plain": {"schema": {"type": "string"}}}
    else:
        content = {"application/json": {"schema": {"type": "object"}}}
    return {"description": route.summary, "content": content}


def _errors(route: Route) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in _codes(route):
        status = REFUSAL_STATUS[code] if isinstance(code, Code) else WEB_STATUS[code]
        by_status.setdefault(status, []).append(str(code))
    return {
        str(status): {"description": ", ".join(codes), "content": _json(m.ErrorAnswer)}
        for status, codes in sorted(by_status.items())
    }


def _codes(route: Route) -> list[Code | WebCode]:
    codes: list[Code | WebCode] = [*route.refusals, *_NO_BODY]
    if route.name not in _STATELESS:
        codes += _STORED
    if route.allowed is not None:
        codes += _GUARDED
    if route.body is not None:
        codes += _WITH_BODY
    if route.parameters:
        codes.append(WebCode.INVALID_PARAMETER)
    if route.name == "events":
        codes.append(WebCode.TOO_MANY_LISTENERS)
    return codes


def _json(model: type[m.Answer] | type[m.Request]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _parameter(asked: Parameter) -> dict[str, Any]:
    return {
        "name": asked.name,
        "in": asked.place,
        "required": asked.required,
        "schema": dict(asked.schema),
        "description": asked.description,
    }
