"""Phrases made of numbers: waits, windows, dates.

Responsible for: saying a value in a language. Not responsible for: the words themselves (the catalogue has them).
"""

from __future__ import annotations

from datetime import datetime

from config.model import WEEKDAYS, Bilingual, HallConfig
from i18n import Words
from kiosk.offers import Offer
from queue_server.wire.messages import ExpectedWait, ServiceQueue, Unavailable

DAYS_OF_WEEK = 7
LONG_WAIT_MINUTES = 15
"""A wait that may take longer is shown in the colour of waiting."""


def wait_phrase(words: Words, wait: ExpectedWait | None, phrases: str = "wait") -> str:
    """An expected wait, such as 约 10–15 分钟; None says that no window is open. ``phrases`` is their section."""
    if wait is None:
        return words(f"{phrases}.no_window")
    if wait.high == 0:
        return words(f"{phrases}.now")
    if wait.low == 0:
        return words(f"{phrases}.within", high=wait.high)
    if wait.low == wait.high:
        return words(f"{phrases}.about", high=wait.high)
    return words(f"{phrases}.range", low=wait.low, high=wait.high)


def is_long(wait: ExpectedWait | None) -> bool:
    """True when a resident should know that it will take a while, or that nobody knows how long."""
    return wait is None or wait.high > LONG_WAIT_MINUTES


def in_language(words: Words, text: Bilingual) -> str:
    """The hall's own text in the language of ``words``."""
    return text.zh if words.language == "zh" else text.en


def date_phrase(words: Words, at: datetime) -> str:
    """Day and weekday, such as 11月21日 星期六."""
    weekday = words(f"weekday.{WEEKDAYS[at.weekday()]}")
    return words("common.date", month=at.month, day=at.day, weekday=weekday)


def opens_phrase(words: Words, at: datetime, now: datetime) -> str:
    """When a service gives numbers again, such as 周二 13:30 开放; ``now`` has the hall's zone."""
    local = at.astimezone(now.tzinfo)
    days, time = (local.date() - now.date()).days, local.strftime("%H:%M")
    if days <= 1:
        return words("opens.today" if days <= 0 else "opens.tomorrow", time=time)
    if days < DAYS_OF_WEEK:
        return words("opens.weekday", weekday=words(f"short_weekday.{WEEKDAYS[local.weekday()]}"), time=time)
    return words("opens.date", month=local.month, day=local.day, time=time)


def closed_phrase(words: Words, queue: ServiceQueue | None, note: Bilingual | None, now: datetime) -> str:
    """Why a service gives no number and, on a line of its own, when it does again. ``note`` are its hours in words."""
    reason = queue.unavailable if queue is not None else None
    if note is not None and reason in {None, Unavailable.HOURS}:
        why = in_language(words, note)
    else:
        why = words("closed.hours" if reason is None else f"closed.{reason.replace('-', '_')}")
    if queue is None or queue.opens_at is None:
        return why
    return why + "\n" + opens_phrase(words, queue.opens_at, now)


def chain_phrase(words: Words, offer: Offer) -> str:
    """The services of a package in their order, such as 户籍 → 医保 → 社保."""
    return " → ".join(in_language(words, service.name) for service in offer.services)


def windows_phrase(words: Words, hall: HallConfig, service: str, key: str) -> str:
    """The windows that serve a service, such as 2号 3号 4号; empty when none does. ``key`` says one window."""
    numbers = sorted(window.number for window in hall.windows if service in window.services)
    return " ".join(words(key, number=number) for number in numbers)
