"""A resident's phone at a real browser: the page follows the queue, calls out, takes a rating, and sits out a lost network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from queue_server.client import new_request_id
from queue_server.wire.messages import TicketView, WindowCommand
from tests.fakes.running_server import RunningServer, running_server

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SCREEN = {"width": 390, "height": 844}
FOLLOWS_MS = 15_000
"""A page looks every ten seconds."""
NARROWEST_TARGET_PX = 48


class Resident:
    """Somebody with a number, and a phone that shows its page."""

    def __init__(self, server: RunningServer, page: Page) -> None:
        self.server = server
        self.page = page
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def open_ticket(self, ticket: TicketView) -> None:
        self.page.goto(f"{self.server.url}/t/{ticket.id}")

    def take_number(self) -> TicketView:
        (issued,) = self.server.issue()
        return issued.ticket

    def press(self, verb: Literal["call-next", "finish"]) -> None:
        self.server.client.window("1", verb, WindowCommand(request_id=new_request_id()))

    def fits(self) -> None:
        """Nothing sticks out, and whatever is pressed is large enough."""
        assert self.page.evaluate("document.documentElement.scrollWidth") == SCREEN["width"]
        for target in self.page.locator("main a, main button, .language").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= NARROWEST_TARGET_PX


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def resident(request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser) -> Iterator[Resident]:
    context = chromium.new_context(viewport=SCREEN, locale="zh-CN", java_script_enabled=request.param)  # type: ignore[arg-type] # the stubs want their own class
    with running_server(tmp_path) as server:
        person = Resident(server, context.new_page())
        yield person
        assert context.cookies() == []
        context.close()
        assert person.problems == []
        assert person.hosts == {f"127.0.0.1:{server.port}"}


def test_from_the_number_to_the_rating(resident: Resident, request: pytest.FixtureRequest) -> None:
    scripted = "no-script" not in request.node.name
    page = resident.page
    resident.open_ticket(resident.take_number())
    expect(page.locator(".status")).to_have_text("下一位就是您")
    resident.press("call-next")
    expect(page.locator(".status")).to_have_text("请到 1 号窗口", timeout=FOLLOWS_MS)
    expect(page.locator(".to-window strong")).to_have_text("1")
    if scripted:
        resident.fits()
    resident.press("finish")
    expect(page.locator(".status")).to_have_text("办理完成", timeout=FOLLOWS_MS)
    page.get_by_role("link", name="不满意", exact=True).click()
    expect(page.get_by_role("checkbox")).to_have_count(8)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_text("窗口人员业务不熟练").click()
    page.get_by_text("服务态度生硬").click()
    if scripted:
        resident.fits()
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator(".thanks")).to_contain_text("谢谢您的评价")


def test_a_number_is_given_back(resident: Resident) -> None:
    page = resident.page
    ticket = resident.take_number()
    resident.open_ticket(ticket)
    page.get_by_role("link", name="放弃这个号").click()
    page.get_by_role("link", name="不放弃，继续排队").click()
    page.get_by_role("link", name="放弃这个号").click()
    page.get_by_role("button", name="确定放弃").click()
    expect(page.locator(".status")).to_have_text("已放弃")
    assert resident.server.client.ticket(ticket.id).ticket.status == "cancelled"
    page.get_by_role("link", name="English").click()
    expect(page.locator(".status")).to_have_text("Given up")


@pytest.mark.parametrize("resident", [True], indirect=True)
def test_a_lost_network_is_said_and_found_again(resident: Resident) -> None:
    page = resident.page
    page.clock.install()
    resident.open_ticket(resident.take_number())
    page.context.set_offline(True)
    for _ in range(3):
        page.clock.run_for(30_000)
        page.wait_for_timeout(50)
    expect(page.locator("#updated")).to_contain_text("网络不通")
    page.context.set_offline(False)
    page.clock.run_for(150_000)
    expect(page.locator("#updated")).to_have_class("updated")
    resident.press("call-next")
    page.clock.run_for(11_000)
    expect(page.locator(".status")).to_have_text("请到 1 号窗口")
