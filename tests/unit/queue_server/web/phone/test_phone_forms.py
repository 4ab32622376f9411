"""Seals of forms."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.web.errors import WebError
from queue_server.web.phone.forms import Forms

FORMS = Forms(b"a secret for tests only")
TICKET = "abcdefgh12345678"


def test_a_form_has_one_request_id_and_another_form_another() -> None:
    first, second = (FORMS.seal(TICKET, "cancel") for _ in range(2))
    ids = [FORMS.request_id(seal, TICKET, "cancel") for seal in (first, first, second)]
    assert ids[0] == ids[1] != ids[2]
    assert re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", ids[0])


@pytest.mark.parametrize(
    "ticket, purpose, forms",
    [
        ("another-ticket-1", "cancel", FORMS),
        (TICKET, "rate", FORMS),
        (TICKET, "cancel", Forms(b"the secret of another hall")),
    ],
)
def test_a_seal_is_good_for_its_form_alone(ticket: str, purpose: str, forms: Forms) -> None:
    with pytest.raises(WebError):
        forms.request_id(FORMS.seal(TICKET, "cancel"), ticket, purpose)


@given(st.text(max_size=60))
def test_nothing_invented_passes(seal: str) -> None:
    with pytest.raises(WebError):
        FORMS.request_id(seal, TICKET, "cancel")
