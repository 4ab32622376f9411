"""The words of alarms: what is the matter, and what to do next. ``{subject}`` is a service's name or a window's number."""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.alarms import AlarmKind


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """One kind of alarm; causes have ``{subject}``, ``{value}`` and ``{threshold}``, actions ``{subject}``."""

    cause_zh: str
    action_zh: str
    cause_en: str
    action_en: str


WORDS: dict[AlarmKind, AlarmWords] = {
    AlarmKind.WAITING_PER_WINDOW: AlarmWords(
        "“{subject}”平均每个开放窗口有 {value} 人等候（上限 {threshold} 人）。",
        "加开窗口，或请空闲窗口协助办理“{subject}”。",
        "{value} people wait for “{subject}” per open window (bound {threshold}).",
        "Open a window, or let a free one help with “{subject}”.",
    ),
    AlarmKind.QUEUE_LENGTH: AlarmWords(
        "“{subject}”有 {value} 人等候（上限 {threshold} 人）。",
        "加开窗口；请导办台分流，能自助办理的引导自助。",
        "{value} people wait for “{subject}” (bound {threshold}).",
        "Open a window; let the guidance desk lead people to self-service.",
    ),
    AlarmKind.FIRST_WAIT: AlarmWords(
        "“{subject}”等得最久的人已等 {value} 分钟（上限 {threshold} 分钟）。",
        "请能办理“{subject}”的窗口先呼叫，或加开窗口。",
        "Somebody has waited {value} min for “{subject}” (bound {threshold} min).",
        "Let a window that serves “{subject}” call, or open one more.",
    ),
    AlarmKind.PREDICTED_WAIT: AlarmWords(
        "现在取“{subject}”的号，预计等 {value} 分钟（目标 {threshold} 分钟）。",
        "加开窗口，并告诉新来的人要等多久。",
        "Who takes a number for “{subject}” now will wait about {value} min (target {threshold} min).",
        "Open a window, and tell newcomers how long it will take.",
    ),
    AlarmKind.UNMANNED: AlarmWords(
        "“{subject}”有人等候，却已 {value} 分钟没有开放的窗口（上限 {threshold} 分钟）。",
        "请人到能办理“{subject}”的窗口登录，或恢复暂停的窗口。",
        "People wait for “{subject}”, and no window has been open for it for {value} min (bound {threshold} min).",
        "Send somebody to a window that serves “{subject}”, or resume a paused one.",
    ),
    AlarmKind.NO_ACTION: AlarmWords(
        "{subject} 号窗口空着，有人等候，已 {value} 分钟没有操作（上限 {threshold} 分钟）。",
        "提醒 {subject} 号窗口呼叫；人不在位时请 B 岗接替，或暂停窗口。",
        "Window {subject} is free and people wait, but nothing was done there for {value} min (bound {threshold} min).",
        "Remind window {subject} to call; if nobody is there, send the B post or pause it.",
    ),
    AlarmKind.LONG_SESSION: AlarmWords(
        "{subject} 号窗口这一位已办理 {value} 分钟（上限 {threshold} 分钟）。",
        "到 {subject} 号窗口了解情况；一时办不完的可以挂起，今天办不成的中断办理并发二次优先卡。",
        "Window {subject} has served the same person for {value} min (bound {threshold} min).",
        "See what holds window {subject} up; park the number, or interrupt it and hand out a second-visit card.",
    ),
    AlarmKind.LONG_PAUSE: AlarmWords(
        "{subject} 号窗口已暂停 {value} 分钟（上限 {threshold} 分钟），它的事项没有别的窗口能全部顶上。",
        "请 B 岗到 {subject} 号窗口顶岗，或恢复窗口。",
        "Window {subject} has paused for {value} min (bound {threshold} min), and other windows do not cover its services.",
        "Send the B post to window {subject}, or resume it.",
    ),
}
