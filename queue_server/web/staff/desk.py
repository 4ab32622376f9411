"""What the staff page's addresses have to hand.

Responsible for: putting one hall's staff page together out of its parts. Not responsible for: HTTP (``routes``), or where
its secret and its fonts are (``queue_server.bootstrap``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from config.model import HallConfig
from i18n import Catalogue, Words
from i18n.rating_options import FOLDER as RATING_OPTIONS
from queue_server.service.desk_lists import Listing
from queue_server.web.api import Api
from queue_server.web.staff.attempts import Attempts
from queue_server.web.staff.now import NowBoard
from queue_server.web.staff.plan import Plan, plan_of
from queue_server.web.staff.sessions import Sessions
from queue_server.web.staff.stream import StaffStream
from queue_server.web.staff.today import TodayLog

HERE = Path(__file__).parent
STATIC = HERE / "static"
MESSAGES = HERE / "messages"

Texts = dict[str, dict[str, str]]
"""Language to key to text."""


@dataclass(frozen=True)
class Desk:
    """One hall's staff page; safe to share between threads."""

    api: Api
    sessions: Sessions
    attempts: Attempts
    board: NowBoard
    listing: Listing
    plan: Plan
    texts: Texts
    fonts: Path
    cookie: str
    """Name of the session's cookie."""

    def now(self) -> str:
        """How the hall stands, as JSON; may raise StoreUnavailable."""
        return self.board.text(self.api.store.last_seq())

    def stream(self, cookie: str) -> StaffStream:
        """A stream that ends with the session of that cookie; raises WebError ``too_many_listeners``."""
        hub = self.api.hub
        return StaffStream(hub, hub.join(), self.board, lambda: self.sessions.check(cookie) is not None)


def open_desk(
    api: Api, hall: HallConfig, sessions: Sessions, fonts: Path, monotonic: Callable[[], float]
) -> Desk:
    """The staff page of a hall; reads the page's texts and files once."""
    catalogue, ratings = Catalogue.load(MESSAGES), Catalogue.load(RATING_OPTIONS)
    texts = {
        language: _templates(catalogue.words(language)) | _templates(ratings.words(language), "rating.")
        for language in catalogue.languages
    }
    plan = plan_of(hall)
    plan["edition"] = _edition(plan, (*STATIC.iterdir(), *MESSAGES.iterdir()))
    today = TodayLog(api.store.events_after, api.store.last_seq)
    listing = Listing(api.store, api.commands.hall, api.commands.clock)
    return Desk(
        api=api,
        sessions=sessions,
        attempts=Attempts(monotonic),
        board=NowBoard(
            api.queries.snapshot, listing.lists, api.watch.alarms, today, plan["edition"], monotonic
        ),
        listing=listing,
        plan=plan,
        texts=texts,
        fonts=fonts,
        # Halls on one computer differ by their ports alone, which cookies do not see.
        cookie=f"paihao-staff-{hall.hall.id}",
    )


def _templates(words: Words, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{key}": words.template(key) for key in words}


def _edition(plan: Plan, files: Iterable[Path]) -> str:
    # Changes with the page's files and with the hall file.
    digest = hashlib.sha256(json.dumps(plan, sort_keys=True).encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
