"""The OpenAPI document is valid, complete and true."""

from __future__ import annotations

import json

from openapi_spec_validator import OpenAPIV31SpecValidator

from queue_server.domain.refusal import Code
from queue_server.web.errors import REFUSAL_STATUS, WEB_STATUS, WebCode
from queue_server.web.routes import ROUTES
from tests.fakes.served_hall import ServedHall


def test_the_document_is_valid_openapi(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    OpenAPIV31SpecValidator(document).validate()


def test_every_address_is_described(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in sqlite_hall.server.app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert described == served


def test_every_code_has_a_status_and_a_place(sqlite_hall: ServedHall) -> None:
    assert set(REFUSAL_STATUS) == set(Code)
    assert set(WEB_STATUS) == set(WebCode)
    assert {code for route in ROUTES for code in route.refusals} == set(Code)


def test_bodies_and_answers_are_described(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    issue = document["paths"]["/api/v1/tickets"]["post"]
    assert issue["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "/IssueTicketRequest"
    )
    assert {"201", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503"} == set(
        issue["responses"]
    )
    assert "TicketCalled" in document["components"]["schemas"]
