"""Every address below ``/t``: the page of a ticket, open to whoever has the ticket's random id.

Responsible for: HTTP: languages, forms, limits, and headers that leave a browser no room. Not responsible for: what a page says
(``view``), or what is read and done (``desk``).

There are no cookies and nothing from elsewhere. A form must carry a seal made for its ticket, and name this server as its origin.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.helpers import send_from_directory

from queue_server.domain.refusal import Code, Refusal
from queue_server.service.ports import StoreUnavailable
from queue_server.web.errors import REFUSAL_STATUS, WEB_STATUS, WebCode, WebError
from queue_server.web.observed import ROUTE_KEY
from queue_server.web.phone.desk import HERE, PhoneDesk
from queue_server.web.phone.limits import TooFast
from queue_server.web.phone.view import TicketPage

PREFIX = "/t"
STATIC = HERE / "static"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
POLL_SECONDS = 10
_FILE_SECONDS = 24 * 3600
_TICKET_ID = re.compile(r"[A-Za-z0-9_-]{8,32}")
_VERSION_LENGTH = 12
_HAS_FORM = "paihao.has-form"

View = Callable[[str], Any]
"""Answers for the ticket with that id."""

_log = structlog.get_logger("queue_server.phone")


def add_phone_page(app: Flask, desk: PhoneDesk) -> None:
    """Serve the pages of a hall's tickets from the application of its queue server."""
    blueprint = Blueprint("phone", __name__, url_prefix=PREFIX, template_folder="templates")
    pages = _Pages(desk)
    blueprint.before_request(_note_route)
    blueprint.after_request(_harden)
    blueprint.register_error_handler(Refusal, pages.refused)
    blueprint.register_error_handler(WebError, pages.wrong)
    blueprint.register_error_handler(TooFast, pages.too_fast)
    blueprint.register_error_handler(StoreUnavailable, pages.unavailable)
    _add_looks(blueprint, pages)
    _add_deeds(blueprint, pages)
    app.register_blueprint(blueprint)


def _note_route() -> None:
    request.environ[ROUTE_KEY] = request.url_rule.rule if request.url_rule else "unknown"


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    # With no-referrer a browser hides the origin of a form it sends, even from ourselves; no other site learns more.
    has_form = request.environ.get(_HAS_FORM, False)
    response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


class _Pages:
    """Renders pages in the language of the request."""

    def __init__(self, desk: PhoneDesk) -> None:
        self.desk = desk
        self._files = _edition()

    def ticket(self, page: TicketPage, ticket_id: str) -> str:
        return self.render(
            "ticket.html", page=page, ticket_id=ticket_id, version=self.version(page, ticket_id)
        )

    def fragment(self, page: TicketPage, ticket_id: str) -> str:
        return self.render("_ticket.html", page=page, ticket_id=ticket_id)

    def version(self, page: TicketPage, ticket_id: str) -> str:
        """Changes with whatever the page says."""
        return hashlib.sha256(f"{page}{ticket_id}{language()}".encode()).hexdigest()[:_VERSION_LENGTH]

    def render(self, template: str, **values: object) -> str:
        lang, hall = language(), self.desk.hall.config.hall
        wording = self.desk.wording(lang)
        return render_template(
            f"phone/{template}",
            words=self.desk.words(lang),
            options=self.desk.options,
            lang=lang,
            other="en" if lang == "zh" else "zh",
            hall=wording.text(hall.name),
            phone=hall.phone,
            files=self._files,
            time=f"{self.desk.now():%H:%M}",
            poll=POLL_SECONDS,
            visit_window=lambda visit: wording.window(visit.window),
            visit_service=lambda visit: wording.service(visit.service),
            **values,
        )

    def form(self, template: str, ticket_id: str, purpose: str, **values: object) -> str:
        request.environ[_HAS_FORM] = True
        seal = self.desk.forms.seal(ticket_id, purpose)
        return self.render(template, ticket_id=ticket_id, seal=seal, **values)

    def message(self, key: str, status: int, retry_s: int | None = None) -> Response:
        ticket_id = (request.view_args or {}).get("ticket_id")
        back = None if key == "unknown" else ticket_id
        answer = Response(self.render("message.html", key=key, ticket_id=back), status)
        if retry_s is not None:
            answer.headers["Retry-After"] = str(retry_s)
        return answer

    def refused(self, refusal: Refusal) -> Response:
        _log.info("refused", endpoint=request.endpoint, code=str(refusal.code))
        key = {
            Code.NOT_FOUND: "unknown",
            Code.ALREADY_RATED: "already_rated",
            Code.RATING_TOO_LATE: "rating_too_late",
        }.get(refusal.code, "not_now")
        return self.message(key, REFUSAL_STATUS[refusal.code])

    def wrong(self, error: WebError) -> Response:
        _log.info("refused", endpoint=request.endpoint, code=str(error.code))
        return self.message("stale_form", WEB_STATUS[error.code])

    def too_fast(self, error: TooFast) -> Response:
        return self.message("too_fast", 429, error.seconds)

    def unavailable(self, error: StoreUnavailable) -> Response:
        _log.error("storage_unavailable", problem=str(error))
        return self.message("unavailable", 503, 5)

    def guarded(self, view: View) -> View:
        """A view of a ticket whose id can be one, at a bounded pace."""

        @wraps(view)
        def inside(ticket_id: str) -> Any:
            if not _TICKET_ID.fullmatch(ticket_id):
                raise Refusal(Code.NOT_FOUND, "no ticket has such an id")
            self.desk.looks.take(ticket_id)
            with self.desk.gate.inside():
                return view(ticket_id)

        return inside

    def accept(self, ticket_id: str, purpose: str) -> str:
        """The request id of the form that was sent; raises WebError or TooFast."""
        # Either scheme: a proxy in front may speak HTTPS for us.
        if request.headers.get("Origin") not in (f"http://{request.host}", f"https://{request.host}"):
            raise WebError(WebCode.FORBIDDEN, "forms come from the ticket's page alone")
        self.desk.deeds.take(ticket_id)
        return self.desk.forms.request_id(request.form.get("seal", ""), ticket_id, purpose)


def _add_looks(blueprint: Blueprint, pages: _Pages) -> None:
    desk = pages.desk

    @blueprint.get("/<ticket_id>")
    @pages.guarded
    def ticket(ticket_id: str) -> str:
        return pages.ticket(desk.page(ticket_id, language()), ticket_id)

    @blueprint.get("/<ticket_id>/state.json")
    @pages.guarded
    def state(ticket_id: str) -> Response:
        """What has changed since version ``v``; ``main`` is there only when something has."""
        page = desk.page(ticket_id, language())
        version = pages.version(page, ticket_id)
        answer: dict[str, object] = {
            "version": version,
            "time": f"{desk.now():%H:%M}",
            "scene": str(page.scene),
            "tag": page.tag,
            "poll": POLL_SECONDS if page.ongoing else None,
        }
        if request.args.get("v") != version:
            answer["main"] = pages.fragment(page, ticket_id)
            answer["title"] = f"{page.number} {page.headline}"
        return jsonify(answer)

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        answer = send_from_directory(STATIC, name)
        answer.headers["Cache-Control"] = f"public, max-age={_FILE_SECONDS}"
        return answer


def _add_deeds(blueprint: Blueprint, pages: _Pages) -> None:
    desk = pages.desk

    @blueprint.get("/<ticket_id>/cancel")
    @pages.guarded
    def ask_cancel(ticket_id: str) -> Any:
        page = desk.page(ticket_id, language())
        if not page.can_cancel:
            return _to_ticket(ticket_id)
        return pages.form("cancel.html", ticket_id, "cancel", page=page)

    @blueprint.post("/<ticket_id>/cancel")
    @pages.guarded
    def cancel(ticket_id: str) -> Any:
        request_id = pages.accept(ticket_id, "cancel")
        desk.cancel(ticket_id, request_id)
        return _to_ticket(ticket_id)

    @blueprint.get("/<ticket_id>/rate")
    @pages.guarded
    def ask_reasons(ticket_id: str) -> Any:
        page = desk.page(ticket_id, language())
        if page.to_rate is None:
            return _to_ticket(ticket_id)
        level = request.args.get("level", "")
        if level not in ("1", "2", "3", "4", "5"):
            return pages.render("faces.html", ticket_id=ticket_id, page=page)
        visit = desk.visit(ticket_id, request.args.get("session", ""))
        reasons = desk.options.reasons(language(), int(level)) if _asks(desk) else {}
        return pages.form(
            "reasons.html", ticket_id, "rate", page=page, visit=visit, level=int(level), reasons=reasons
        )

    @blueprint.post("/<ticket_id>/rate")
    @pages.guarded
    def rate(ticket_id: str) -> Any:
        request_id = pages.accept(ticket_id, "rate")
        form = request.form
        desk.rate(
            ticket_id, request_id, form.get("session", ""), form.get("level", ""), form.getlist("reason")
        )
        return _to_ticket(ticket_id)


def _asks(desk: PhoneDesk) -> bool:
    return desk.hall.config.evaluation.ask_reasons


def _to_ticket(ticket_id: str) -> Any:
    return redirect(url_for("phone.ticket", ticket_id=ticket_id, lang=language()), 303)


def language() -> str:
    """The language that was chosen, else the one that the browser prefers, else Chinese."""
    chosen = request.args.get("lang", "")
    return (
        chosen if chosen in ("zh", "en") else request.accept_languages.best_match(("zh", "en"), "zh") or "zh"
    )


def _edition() -> str:
    # Browsers keep the files for a day; a newer release has them at another address.
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_VERSION_LENGTH]
