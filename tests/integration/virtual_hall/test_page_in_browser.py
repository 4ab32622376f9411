"""A visitor in a real browser: takes a number on the mirrored kiosk and sees everything that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from drivers.speech.recording import read_wav
from tests.integration.virtual_hall.conftest import HallProcess, eventually

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FULL_SIZE = 2
"""Pictures are mirrored at half size."""


@pytest.fixture(scope="module")
def visitor(hall: HallProcess, chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(hall.page)
    yield page
    page.close()
    assert problems == []


def click_target(page: Page, hall: HallProcess, screen: str, target: str) -> None:
    """Click where the mirrored picture shows the target."""
    picture = page.locator(f'[data-screen="{screen}"] > canvas')
    size = picture.evaluate("canvas => ({width: canvas.width, height: canvas.height})")
    box = picture.bounding_box()
    assert box is not None
    x, y = eventually(lambda: hall.centre(screen, target))
    picture.click(
        position={
            "x": x / FULL_SIZE / size["width"] * box["width"],
            "y": y / FULL_SIZE / size["height"] * box["height"],
        }
    )


def test_page_shows_the_hall_and_is_live(visitor: Page) -> None:
    expect(visitor.locator("#hall-name")).to_have_text("清河街道便民服务中心")
    expect(visitor.locator(".screen.seen")).to_have_count(4)
    expect(visitor.locator(".window")).to_have_count(4)
    expect(visitor.locator("#link-state")).to_be_empty()
    fonts = visitor.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.status))")
    assert fonts == ["loaded", "loaded"]


def test_what_a_kiosk_says_is_read_and_spoken_when_somebody_wants_to_hear_it(
    visitor: Page, hall: HallProcess
) -> None:
    caption = visitor.locator('[data-kiosk="kiosk-2"] .caption')
    expect(caption).to_have_text("自助机的语音提示会写在这里")
    click_target(visitor, hall, "kiosk-2", "start")
    expect(caption).to_have_text("请选择要办的业务")
    sounds = hall.state / "page-sounds"
    assert not sounds.exists(), "nobody has listened yet"
    with visitor.expect_response(re.compile(r"/api/sounds/kiosk-2\.\d+\.wav")) as heard:
        caption.get_by_role("button", name="听这句话").click()
    assert heard.value.headers["content-type"] == "audio/wav"
    (wav,) = sounds.glob("*.wav")
    assert 1.0 < read_wav(wav).seconds < 6.0
    click_target(visitor, hall, "kiosk-2", "home")
    expect(caption).to_have_text("自助机的语音提示会写在这里")


def test_number_is_taken_called_served_and_rated_by_clicking(visitor: Page, hall: HallProcess) -> None:
    click_target(visitor, hall, "kiosk-1", "start")
    hall.screen_shows("kiosk-1", "services")
    click_target(visitor, hall, "kiosk-1", "service:social-security")
    slip = visitor.locator('[data-kiosk="kiosk-1"] .slip')
    expect(slip).to_be_visible(timeout=10_000)
    number = slip.get_attribute("data-number")
    assert number is not None
    assert number.startswith("A")
    expect(slip.locator("path")).to_have_count(1)
    server = f"http://127.0.0.1:{hall.ports[0]}"
    expect(slip.locator("a")).to_have_attribute("href", re.compile(rf"^{server}/t/[\w-]+"))
    expect(visitor.locator("#staff-page")).to_have_attribute("href", f"{server}/staff")
    expect(visitor.locator("#log")).to_contain_text(f"{number} 取号")

    window = visitor.locator('[data-window="1"]')
    window.get_by_role("button", name="呼叫").click()
    expect(window.locator("canvas")).to_have_attribute("aria-label", f"请{number}", timeout=10_000)
    window.get_by_role("button", name="撤销").click()
    expect(visitor.locator("#log")).to_contain_text(f"撤销呼叫，{number} 回到原位")
    # The keypad takes the next press once it has the answer to this one.
    expect(window.locator(".lcd-waiting b")).to_have_text("1")
    window.get_by_role("button", name="呼叫").click()
    expect(window.locator("canvas")).to_have_attribute("aria-label", f"请{number}", timeout=10_000)
    expect(window.locator(".light.good")).to_be_visible()
    expect(visitor.locator("#announcements")).to_contain_text(number, timeout=15_000)
    window.get_by_role("button", name="开始").click()
    expect(window.locator("canvas")).to_have_attribute("aria-label", f"{number} 办理中")
    window.get_by_role("button", name="结束").click()
    expect(window.locator(".prompt")).to_have_text("请评价")
    window.get_by_role("button", name="非常满意", exact=True).click()
    expect(window.locator(".prompt")).to_have_text("谢谢")


def test_lit_dots_are_drawn(visitor: Page) -> None:
    lit = visitor.locator('[data-window="1"] canvas').evaluate(
        """canvas => {
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let bright = 0;
            for (let i = 0; i < pixels.length; i += 4) bright += Math.max(pixels[i], pixels[i + 1]) > 200;
            return bright;
        }"""
    )
    assert lit > 200


def test_faults_are_pressed_and_seen(visitor: Page) -> None:
    kiosk = visitor.locator('[data-kiosk="kiosk-2"]')
    button = kiosk.get_by_role("button", name="缺纸")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(visitor.locator('[data-device="kiosk-2-printer"]')).to_contain_text("缺纸", timeout=15_000)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_screen_is_enlarged_and_put_back(visitor: Page) -> None:
    kiosk = visitor.locator('[data-kiosk="kiosk-1"]')
    kiosk.get_by_role("button", name="放大").click()
    expect(visitor.locator("#large .screen")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(kiosk.locator(".screen")).to_be_visible()


def test_page_speaks_english_too(visitor: Page) -> None:
    visitor.locator("#language").click()
    expect(visitor.locator("#hall-name")).to_have_text("Qinghe Subdistrict Service Centre")
    expect(
        visitor.locator('[data-window="1"]').get_by_role("button", name="Call", exact=True)
    ).to_be_visible()
    visitor.locator("#language").click()


def test_dead_kiosk_shows_that_it_is_dead(visitor: Page) -> None:
    visitor.locator('[data-program="kiosk-2"] button').click()
    expect(visitor.locator('[data-screen="kiosk-2"].down')).to_be_visible(timeout=15_000)
    expect(visitor.locator('[data-screen="kiosk-2"]:not(.down)')).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("width, height", [(1440, 900), (1280, 720)])
def test_nothing_sticks_out_at_the_sides(visitor: Page, width: int, height: int) -> None:
    visitor.set_viewport_size({"width": width, "height": height})
    assert visitor.evaluate("document.documentElement.scrollWidth") <= width
