"""The statements on second-visit cards, written once for both databases.

Responsible for: building and rendering them. Not responsible for: running them (``record_unit``, ``read_unit``).
"""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.expression import Executable

from queue_server.storage import tables as t

_HALL: BindParameter[str] = bindparam("hall")
_TICKET: BindParameter[str] = bindparam("of_ticket")


class CardStatements:
    """SQL texts with named parameters for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        visits, prints = t.second_visits, t.card_prints
        card = (visits.c.code, visits.c.service, visits.c.package, visits.c.valid_until, visits.c.used_by)
        of_code = and_(visits.c.hall_id == _HALL, visits.c.code == bindparam("of_code"))
        self.add = self._render(insert(visits))
        self.find = self._render(select(*card).where(of_code))
        self.of_ticket = self._render(
            select(*card)
            .where(visits.c.hall_id == _HALL, visits.c.ticket_id == _TICKET)
            .order_by(visits.c.made_at.desc())
        )
        self.use = self._render(
            update(visits).where(of_code, visits.c.used_by.is_(None)).values(used_by=bindparam("used_by"))
        )
        printed = and_(prints.c.hall_id == _HALL, prints.c.ticket_id == _TICKET)
        self.print_of = self._render(
            select(
                prints.c.ticket_id, prints.c.kiosk, prints.c.state, prints.c.reason, prints.c.asked_at
            ).where(printed)
        )
        self.forget_print = self._render(delete(prints).where(printed))
        self.add_print = self._render(insert(prints))

    def _render(self, statement: Executable) -> str:
        return str(statement.compile(dialect=self._dialect))  # type: ignore[attr-defined] # every ClauseElement has it
