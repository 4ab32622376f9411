"""A person of the staff at a real browser, before a hall of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from queue_server.bootstrap import open_tokens
from queue_server.client import new_request_id
from queue_server.wire.messages import (
    CardPrintReport,
    DeviceCondition,
    DeviceStateReport,
    HelpCall,
    IssueTicketRequest,
    PrintReport,
    PrintState,
    TicketView,
)
from tests.fakes.running_server import RunningServer
from tests.fakes.served_hall import HALL

HALL_WITH_CLERKS = (
    HALL.replace('id = "kiosk-2"\n', 'id = "kiosk-2"\nprinter = "printer-2"\n')
    + """
[[devices]]
id = "printer-2"
kind = "ticket_printer"
driver = "simulated"

[[clerks]]
id = "clerk-a"
number = 1024

[[clerks]]
id = "clerk-b"
number = 2048
"""
)

SMALL_TARGETS = """[...document.querySelectorAll('button, select, input:not([type=radio]), .choice, summary')]
    .filter(one => one.offsetParent)
    .map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
NAMELESS = """[...document.querySelectorAll('button, select, input')].filter(one => one.offsetParent)
    .filter(one => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length))
    .map(one => one.outerHTML)"""

FAINT = """(() => {
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = one => { for (; one; one = one.parentElement) {
        const colour = parse(getComputedStyle(one).backgroundColor); if ((colour[3] ?? 1) === 1) return colour; } return [255, 255, 255]; };
    const contrast = one => { const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); };
    return [...document.querySelectorAll('#desk *, dialog *')]
        .filter(one => one.offsetParent && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
        .filter(one => !one.closest('[aria-disabled]') && contrast(one) < 4.5)
        .map(one => `${one.className} ${one.textContent} ${contrast(one).toFixed(2)}`);
})()"""
"""Texts whose contrast with their ground is below 4.5 : 1, the least of WCAG 2.2 level AA for texts of any size."""


class Staff:
    """A person at a page of a hall of their own."""

    def __init__(self, server: RunningServer, folder: Path, page: Page) -> None:
        self.server = server
        self.page = page
        self.database = f"sqlite:///{folder / 'hall.db'}"
        self.tokens = open_tokens(self.database)
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def log_in(self, role: str = "clerk") -> None:
        self.open_page()
        self.page.get_by_label("您的令牌").fill(self.tokens.create("zhang-test", role, datetime.now(UTC)))
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.locator("#live")).to_have_text("实时")

    def open_page(self) -> None:
        self.page.goto(f"{self.server.url}/staff")

    def view(self, name: str) -> None:
        """Turn to a view by its tab."""
        self.page.locator("#views").get_by_role("button", name=name).click()

    def call_help(self, kiosk: str) -> None:
        self.server.client.call_help(HelpCall(request_id=new_request_id(), kiosk=kiosk))

    def issue(self, kiosk: str | None = None, priority: str | None = None) -> TicketView:
        request = IssueTicketRequest(
            request_id=new_request_id(), service="civil", kiosk=kiosk, priority=priority
        )
        return self.server.client.issue_ticket(request).ticket

    def report_print(self, ticket: TicketView, state: PrintState, reason: str = "") -> None:
        report = PrintReport(request_id=new_request_id(), state=state, reason=reason)
        self.server.client.report_print(ticket.id, report)

    def report_card(self, ticket: TicketView, kiosk: str, state: PrintState, reason: str = "") -> None:
        report = {"request_id": new_request_id(), "kiosk": kiosk, "state": state, "reason": reason}
        self.server.client.report_card(ticket.id, CardPrintReport.model_validate(report))

    def report_device(self, device: str, state: DeviceCondition, reason: str = "") -> None:
        report = DeviceStateReport(device=device, state=state, reason=reason, since=datetime.now(UTC))
        self.server.client.report_device(report)
