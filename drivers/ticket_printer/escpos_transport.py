"""python-escpos on our terms: it makes the commands it is good at, and everything it sends goes where we say.

Responsible for: being the only place that knows python-escpos. Not responsible for text: the library drops Chinese
characters outside U+4E00..U+9FA5 and never enters the Chinese mode, so text is encoded by ``slip_bytes``.
"""

from __future__ import annotations

from collections.abc import Callable

from escpos.constants import QR_ECLEVEL_M
from escpos.escpos import Escpos


class EscposTransport(Escpos):  # type: ignore[misc]  # the library has no types
    """A python-escpos printer whose bytes go to ``sink``."""

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        super().__init__()
        self._sink = sink

    def _raw(self, msg: bytes) -> None:
        self._sink(msg)

    def native_qr(self, content: str, module_dots: int) -> None:
        """A QR code that the printer draws itself, error correction M (15 %): slips get creased."""
        self.qr(content, ec=QR_ECLEVEL_M, size=module_dots, native=True)
