"""HTTP as the client needs it: one request, one checked answer; or one open stream.

Responsible for: pooled connections, time limits, and turning every way a call can fail into ServerUnreachable or
Refused. Not responsible for: which paths exist (``http``), repeating (``retry``) or the event format (``sse``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType

import urllib3
from pydantic import ValidationError
from urllib3.exceptions import HTTPError

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.wire.messages import ErrorAnswer

MAX_BODY_BYTES = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_TRY_AGAIN = frozenset({408, 425, 429})
"""Refusals that speak of the moment and not of the request: too slow, too early, too many."""


class ByteStream:
    """An answer that has no end, such as the event stream. One thread reads; any thread may ``hang_up``."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        """Takes over the response and closes it in the end."""
        self._response = response

    def read(self) -> bytes:
        """Bytes as soon as there are any; empty when the server ended the stream; raises ServerUnreachable."""
        try:
            return self._response.read1(_CHUNK, decode_content=False)
        except (HTTPError, OSError, ValueError) as error:
            raise ServerUnreachable(_describe(error)) from error

    def hang_up(self) -> None:
        """End a ``read`` that another thread is waiting in; does nothing when the stream is over already."""
        try:
            self._response.shutdown()
        except (OSError, RuntimeError, ValueError):
            return

    def close(self) -> None:
        """Give the connection up; a stream's connection is never used again."""
        self._response.close()

    def __enter__(self) -> ByteStream:
        """Use as a context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class Transport:
    """Requests to one server with one token; thread-safe."""

    def __init__(self, base_url: str, token: str, *, timeout: float) -> None:
        """``timeout`` limits one whole request, from connecting to the last byte, in seconds."""
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._pool = urllib3.PoolManager(num_pools=2, maxsize=16, block=False, retries=False)

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of a 2xx answer; raises ServerUnreachable or Refused."""
        deadline = time.monotonic() + self._timeout
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        response = self._open(method, path, headers, self._timeout, body)
        try:
            content = _read_all(response, deadline)
        finally:
            response.release_conn()
        _check_status(response.status, content)
        return content

    def stream(self, path: str, headers: Mapping[str, str], *, silence: float) -> ByteStream:
        """Open a stream that counts as broken after ``silence`` seconds without a byte."""
        response = self._open("GET", path, {**self._headers, **headers}, silence, None)
        if response.status == 200:
            return ByteStream(response)
        try:
            _check_status(response.status, _read_all(response, time.monotonic() + self._timeout))
        finally:
            response.close()
        raise ServerUnreachable(f"the event stream answered with status {response.status}")

    def close(self) -> None:
        """Close the idle connections."""
        self._pool.clear()

    def _open(
        self, method: str, path: str, headers: Mapping[str, str], silence: float, body: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(
                method,
                self._base_url + path,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(connect=self._timeout, read=silence),
                preload_content=False,
                redirect=False,
                retries=False,
            )
        except (HTTPError, OSError) as error:
            raise ServerUnreachable(_describe(error)) from error


def _read_all(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            part = response.read1(_CHUNK, decode_content=True)
        except (HTTPError, OSError, ValueError) as error:
            response.close()
            raise ServerUnreachable(_describe(error)) from error
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > MAX_BODY_BYTES or time.monotonic() > deadline:
            response.close()
            raise ServerUnreachable("the answer is too long or comes too slowly")


def _check_status(status: int, content: bytes) -> None:
    if 200 <= status < 300:
        return
    error = _error_answer(content)
    if error is None or not 400 <= status < 500 or status in _TRY_AGAIN:
        raise ServerUnreachable(f"the server answered with status {status}")
    raise Refused(status, error.error.code, error.error.message, error.error.details)


def _error_answer(content: bytes) -> ErrorAnswer | None:
    """None when the body is not the queue server's own: then a proxy or a stranger answered, and nothing is known."""
    try:
        return ErrorAnswer.model_validate_json(content)
    except ValidationError:
        return None


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
