"""The yardstick: the smallest correct Flask + SQLite queue, forty lines, under the same web server as ours.

It has atomic numbers and atomic calls, and nothing else a hall needs: no tokens, no repeat-safe requests, no events,
no waiting time, no checked input. Run as ``python -m benchmarks.reference_server DATABASE PORT``.
"""

import sqlite3
import sys
import threading
from typing import Any

from flask import Flask
from waitress import serve

SCHEMA = """
CREATE TABLE IF NOT EXISTS counter(service TEXT PRIMARY KEY, n INTEGER);
CREATE TABLE IF NOT EXISTS ticket(id INTEGER PRIMARY KEY, service TEXT, n INTEGER, status TEXT, win TEXT, UNIQUE(service, n));
CREATE INDEX IF NOT EXISTS waiting ON ticket(status, id);
INSERT OR IGNORE INTO counter VALUES('a', 0);
"""
CALL_NEXT = """
UPDATE ticket SET status='called', win=?
WHERE id=(SELECT id FROM ticket WHERE status='waiting' ORDER BY id LIMIT 1) RETURNING n
"""


def create_app(path: str) -> Flask:
    """The whole reference application over one SQLite file."""
    app, local = Flask(__name__), threading.local()
    sqlite3.connect(path).executescript("PRAGMA journal_mode=WAL;" + SCHEMA)

    def transact(sql: str, *values: Any, then: str = "") -> Any:
        if not hasattr(local, "db"):
            local.db = sqlite3.connect(path, isolation_level=None, timeout=10)
            local.db.execute("PRAGMA synchronous=FULL")
        local.db.execute("BEGIN IMMEDIATE")
        row = local.db.execute(sql, values).fetchone()
        if then:
            local.db.execute(then, row)
        local.db.execute("COMMIT")
        return row

    @app.post("/tickets")
    def issue() -> tuple[dict[str, Any], int]:
        insert = "INSERT INTO ticket(service, n, status) VALUES('a', ?, 'waiting')"
        (n,) = transact("UPDATE counter SET n=n+1 WHERE service='a' RETURNING n", then=insert)
        return {"number": f"A{n:03d}"}, 201

    @app.post("/windows/<window>/call-next")
    def call_next(window: str) -> dict[str, Any]:
        row = transact(CALL_NEXT, window)
        return {"number": f"A{row[0]:03d}" if row else None}

    return app


if __name__ == "__main__":
    serve(create_app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), threads=8)
