"""A person's browser in front of the staff page, without a socket: it keeps cookies and sends what the page sends."""

from __future__ import annotations

import json
import uuid
from typing import Any

from werkzeug.test import Client, TestResponse

from tests.fakes.served_hall import ServedHall, error_code

HOST = "hall.test:8000"
PAGE_HEADERS = {"Origin": f"http://{HOST}", "X-Paihao-Staff": "1"}


class StaffBrowser:
    """Speaks to ``/staff`` of a served hall."""

    def __init__(self, hall: ServedHall, address: str = "10.0.0.7") -> None:
        self.hall = hall
        self.http = Client(hall.server.app)
        self._environ = {"REMOTE_ADDR": address}

    def open(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> TestResponse:
        return self.http.open(
            f"/staff{path}",
            base_url=f"http://{HOST}",
            method=method,
            json=body,
            headers=PAGE_HEADERS if headers is None else headers,
            environ_overrides=self._environ,
            buffered=True,
        )

    def bring(self, cookie: str) -> StaffBrowser:
        """Come with a cookie that was made elsewhere, ``name=value``; gives itself."""
        name, _, value = cookie.partition("=")
        self.http.set_cookie(name, value, domain="hall.test", path="/staff")
        return self

    def log_in(self, token: str) -> TestResponse:
        return self.open("POST", "/api/session", {"token": token})

    def enter(self, role: str = "supervisor", name: str = "zhang-test") -> StaffBrowser:
        """Log in with a new token; gives itself."""
        answer = self.log_in(self.hall.new_token(name, role))
        assert answer.status_code == 200, answer.text
        return self

    def get(self, path: str) -> Any:
        answer = self.open("GET", path)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)

    def now(self) -> Any:
        return self.get("/api/now")

    def command(self, path: str, **body: object) -> TestResponse:
        """Press a button; ``request_id`` may be given."""
        return self.open("POST", f"/api{path}", {"request_id": uuid.uuid4().hex, **body})

    def done(self, path: str, **body: object) -> Any:
        """The answer to a command that succeeds."""
        answer = self.command(path, **body)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)

    def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Status and code of a request that does not succeed."""
        answer = self.open(method, path, body)
        return answer.status_code, error_code(answer)
