"""The composition root: builds a queue server out of its parts.

Responsible for: which store, clock, hub and application belong together. Not responsible for: the command line (``cli``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.model import HallConfig
from queue_server.service.ports import Clock, StoredEvent
from queue_server.storage.database import Database
from queue_server.storage.schema import ensure_schema
from queue_server.storage.tokens import TokenStore

if TYPE_CHECKING:
    from flask import Flask

    from queue_server.service.commands import Commands
    from queue_server.service.device_silence import DeviceSilence
    from queue_server.service.queries import Queries
    from queue_server.service.waits.watch import WaitWatch
    from queue_server.storage.forecasts import SqlForecastStore
    from queue_server.storage.store import SqlStore
    from queue_server.web.api import Api
    from queue_server.web.hub import Hub
    from queue_server.web.metrics import Metrics

DEFAULT_THREADS = 350
THREADS_FOR_COMMANDS = 32
"""Threads that event streams may never take: with all threads in streams the hall would stand still."""

FONTS = Path(__file__).parents[1] / "assets" / "fonts"


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class QueueServer:
    """A built server: ``app`` is a WSGI application, ready to be served."""

    app: Flask
    hub: Hub
    database: Database
    store: SqlStore
    tokens: TokenStore
    waits: WaitWatch
    """Looks at the hall only while somebody runs it; waits are told by the plain rule otherwise."""
    past: SqlForecastStore
    silence: DeviceSilence
    """Notices silent devices only while somebody runs it."""

    def close(self) -> None:
        """End every stream and close the database."""
        self.hub.close()
        self.database.close()


def build_server(
    config: HallConfig,
    database_url: str,
    *,
    clock: Clock | None = None,
    identity_key: bytes | None = None,
    threads: int = DEFAULT_THREADS,
) -> QueueServer:
    """Everything for one hall; makes or migrates the schema. ``threads`` is what the server will be run with.

    Raises SchemaTooNew or StoreUnavailable.
    """
    # Here and in what follows, and not above: managing tokens needs none of it, and the web is most of the time to start.
    from queue_server.service.commands import Commands
    from queue_server.service.hall import Hall
    from queue_server.service.queries import Queries
    from queue_server.service.waits.board import WaitBoard
    from queue_server.service.waits.watch import WaitWatch
    from queue_server.storage.forecasts import SqlForecastStore
    from queue_server.storage.store import SqlStore
    from queue_server.web.hub import Hub
    from queue_server.web.metrics import Metrics
    from queue_server.web.staff.key import session_key

    hall = Hall(config)
    clock = clock or SystemClock()
    database = open_database(database_url)
    store = SqlStore(database, hall.id, hall.zone)
    hub = Hub(store.events_after, store.last_seq(), max(1, threads - THREADS_FOR_COMMANDS))
    past = SqlForecastStore(database, hall.id, hall.zone)
    waits = WaitBoard(hall)
    queries = Queries(store, hall, clock, waits)
    metrics = Metrics(queries.snapshot, hub.count)

    def publish(events: Sequence[StoredEvent]) -> None:
        metrics.count(events)
        hub.publish(events)

    commands = Commands(store, hall, clock, publish, waits)
    api = _use_cases(commands, queries, past, database, hub, identity_key)
    tokens = TokenStore(database)
    app = _application(api, config, tokens, metrics, session_key(_beside(database), identity_key))
    threading.Thread(target=hub.follow, name="hub", daemon=True).start()
    watch = WaitWatch(store, past, hall, clock, waits)
    return QueueServer(app, hub, database, store, tokens, watch, past, api.silence)


def _use_cases(
    commands: Commands,
    queries: Queries,
    past: SqlForecastStore,
    database: Database,
    hub: Hub,
    identity_key: bytes | None,
) -> Api:
    from queue_server.service.alarms import AlarmWatch
    from queue_server.service.device_silence import DeviceSilence
    from queue_server.service.waits.advice import Adviser
    from queue_server.storage.evaluations import SqlEvaluations
    from queue_server.web.api import Api

    store, hall, clock, waits = commands.store, commands.hall, commands.clock, commands.waits
    return Api(
        commands,
        queries,
        store,
        hub,
        identity_key,
        Adviser(store, past, hall, clock),
        past,
        SqlEvaluations(database, hall.id, hall.zone),
        DeviceSilence(commands),
        AlarmWatch(store, hall, clock, waits),
    )


def _application(api: Api, config: HallConfig, tokens: TokenStore, metrics: Metrics, secret: bytes) -> Flask:
    from queue_server.web.access import Doorkeeper
    from queue_server.web.app import create_app

    app = create_app(api, Doorkeeper(tokens.find, time.monotonic), metrics)
    _add_staff_page(app, api, config, tokens, secret, api.commands.clock)
    _add_phone_page(app, api, secret)
    return app


def _add_staff_page(
    app: Flask, api: Api, config: HallConfig, tokens: TokenStore, key: bytes, clock: Clock
) -> None:
    from queue_server.web.staff.desk import open_desk
    from queue_server.web.staff.routes import add_staff_page
    from queue_server.web.staff.sessions import Sessions

    sessions = Sessions(key, tokens.find, tokens.listed, clock.now)
    add_staff_page(app, open_desk(api, config, sessions, FONTS, time.monotonic))


def _add_phone_page(app: Flask, api: Api, secret: bytes) -> None:
    from queue_server.web.phone.desk import open_phone_desk
    from queue_server.web.phone.routes import add_phone_page

    add_phone_page(app, open_phone_desk(api, secret, time.monotonic))


def _beside(database: Database) -> Path | None:
    """Where to keep a secret next to the database; None when it is not a file of this computer."""
    name = database.engine.url.database if database.is_sqlite else None
    return Path(f"{name}.session-key") if name and name != ":memory:" else None


def open_database(url: str) -> Database:
    """The database with the newest schema; raises SchemaTooNew or StoreUnavailable."""
    database = Database(url)
    ensure_schema(database)
    return database


def open_tokens(url: str) -> TokenStore:
    """The tokens of a database, which is made if it is not there."""
    return TokenStore(open_database(url))
