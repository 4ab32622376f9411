"""The OpenAPI document is valid, complete and true."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from flask import Request
from openapi_spec_validator import OpenAPIV31SpecValidator
from typing_extensions import override
from werkzeug.datastructures import ImmutableMultiDict

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


class Noting(ImmutableMultiDict[str, str]):
    """Parameters that remember what they were asked for."""

    asked: ClassVar[set[str]] = set()

    @override
    def get(self, key: str, *more: Any, **how: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *more, **how)

    @override
    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)


class NotingRequest(Request):
    parameter_storage_class = Noting


def test_every_query_parameter_that_is_read_is_described(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    sqlite_hall.server.app.request_class = NotingRequest
    ticket = sqlite_hall.issue()["id"]
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            Noting.asked.clear()
            answer = sqlite_hall.http.open(
                path.replace("{ticket_id}", ticket),
                method=method.upper(),
                headers={"Authorization": f"Bearer {sqlite_hall.token}"},
                query_string={"from": "2026-03-01", "to": "2026-03-01", "after": "0"},
                json={} if method == "post" else None,
            )
            answer.close()
            named = {each["name"] for each in described.get("parameters", []) if each["in"] == "query"}
            assert Noting.asked == named, f"{method} {path}"


def test_days_of_reports_are_described_as_what_they_must_be(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    for report in ("waiting", "evaluation"):
        described = document["paths"][f"/api/v1/reports/{report}"]["get"]
        asked = {each["name"]: (each["required"], each["schema"]) for each in described["parameters"]}
        day = {"type": "string", "format": "date"}
        assert asked == {"from": (True, day), "to": (True, day)}
        assert "invalid_parameter" in described["responses"]["422"]["description"]
