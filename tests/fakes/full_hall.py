"""A served hall that uses every rule of the queue: priorities, packages, lists, helps, clerks, cards."""

from __future__ import annotations

import json
import uuid
from typing import Any

from typing_extensions import override
from werkzeug.test import TestResponse

from tests.fakes.served_hall import ServedHall

CARD = {"scheme": "id_card", "number": "11010519491231002X"}
OTHER_CARD = {"scheme": "social_security", "number": "A12345678"}

FULL_HALL = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[rules]

[[priorities]]
id = "again"
name = { zh = "二次办理", en = "Second visit" }
mark = "二"
show = { zh = "请出示二次优先卡", en = "Please show your card" }
kiosk = false
second_visit = true

[[priorities]]
id = "urgent"
name = { zh = "军人", en = "Military" }
mark = "军"
show = { zh = "请出示证件", en = "Please show your card" }

[[priorities]]
id = "old"
name = { zh = "老人", en = "Aged 65 and over" }
mark = "老"
show = { zh = "请出示身份证", en = "Please show your ID card" }

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }
card = "optional"
minutes = 10

[[services]]
id = "household"
prefix = "B"
name = { zh = "户籍", en = "Household" }
card = "optional"

[[services]]
id = "tax"
prefix = "C"
name = { zh = "税务", en = "Tax" }
card = "optional"

[[packages]]
id = "newborn"
prefix = "N"
name = { zh = "新生儿一件事", en = "Newborn child" }
services = ["household", "tax", "civil"]

[[windows]]
id = "1"
number = 1
services = ["civil", "household"]

[[windows]]
id = "2"
number = 2
services = ["civil"]

[[windows]]
id = "3"
number = 3
services = ["tax", "household"]
order = "listed"

[[windows]]
id = "4"
number = 4
services = ["tax"]
helps = [{ service = "civil", when_waiting = 3, when_minutes = 20 }]

[[clerks]]
id = "clerk-a"
number = 1024

[[clerks]]
id = "clerk-b"
number = 2048

[[kiosks]]
id = "kiosk-1"
printer = "printer-1"
card_readers = ["reader-1"]

[[devices]]
id = "printer-1"
kind = "ticket_printer"
driver = "simulated"

[[devices]]
id = "reader-1"
kind = "card_reader"
driver = "simulated"
"""
SERVICES = ("civil", "household", "tax")
WINDOWS = ("1", "2", "3", "4")


class FullHall(ServedHall):
    """``rules`` are lines for the section of that name."""

    def __init__(
        self,
        url: str,
        *,
        rules: str = "",
        hall: str = FULL_HALL,
        identity_key: bytes | None = b"a key for tests only",
    ) -> None:
        super().__init__(url, hall=hall.replace("[rules]", f"[rules]\n{rules}"), identity_key=identity_key)
        self.device = self.new_token(f"device-{uuid.uuid4().hex}", "device")

    @override
    def post(self, path: str, body: object, *, token: str | None = None) -> TestResponse:
        # Ratings come from evaluators alone.
        own = self.device if path == "/ratings" else self.token
        return super().post(path, body, token=token or own)

    def at(self, window: str, verb: str, /, **body: Any) -> Any:
        """The answer to a verb of a window that succeeds."""
        return self.ok(f"/windows/{window}/{verb}", **body)

    def call(self, window: str) -> str | None:
        """The number that is called next at a window."""
        ticket = self.at(window, "call-next")["ticket"]
        return None if ticket is None else str(ticket["number"])

    def called(self, service: str = "civil", window: str = "1", **more: Any) -> Any:
        """A ticket of an otherwise empty hall that was just called."""
        self.issue(service, **more)
        return self.at(window, "call-next")["ticket"]

    def refusal(self, path: str, **body: Any) -> str:
        """The code of a command that is refused and changes nothing at all."""
        before = self.snapshot().model_dump(exclude={"server_time"})
        _, code = self.refused(path, **body)
        assert self.snapshot().model_dump(exclude={"server_time"}) == before
        return code

    def number(self, ticket_id: str) -> Any:
        """A ticket as it is now."""
        return json.loads(self.get(f"/tickets/{ticket_id}").text)["ticket"]

    def rate(self, session: str, level: int = 5, **more: Any) -> Any:
        """A session's rating, pressed now."""
        return self.ok(
            "/ratings", session_id=session, level=level, pressed_at=self.clock.now().isoformat(), **more
        )

    def why(self, ticket_id: str) -> Any:
        """Why a ticket was called."""
        answer = self.get(f"/tickets/{ticket_id}/why")
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)
