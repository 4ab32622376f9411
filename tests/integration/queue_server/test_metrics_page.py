"""Health and metrics."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tests.fakes.served_hall import ServedHall


def samples(hall: ServedHall) -> dict[tuple[str, tuple[str, ...]], float]:
    text = hall.http.get("/metrics").text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_is_counted(hall: ServedHall) -> None:
    hall.issue()
    hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "no-show")
    hall.post(
        "/device-states", {"device": "printer-1", "state": "fault", "since": hall.clock.now().isoformat()}
    )
    found = samples(hall)
    assert found["paihao_tickets_issued_total", ("civil",)] == 2
    assert found["paihao_tickets_called_total", ("civil",)] == 1
    assert found["paihao_tickets_no_show_total", ("civil",)] == 1
    assert found["paihao_waiting", ("civil",)] == 1
    assert found["paihao_device_state", ("printer-1", "fault")] == 1
    assert found["paihao_events_total", ("ticket.issued",)] == 2
    assert found["paihao_request_seconds_count", ("POST", "/api/v1/tickets", "201")] == 2
    assert found["paihao_listeners", ()] == 0


def test_invented_methods_and_paths_make_no_new_series(sqlite_hall: ServedHall) -> None:
    for number in range(5):
        sqlite_hall.http.open(f"/guess/{number}", method=f"M{number}")
    counted = {labels for name, labels in samples(sqlite_hall) if name == "paihao_request_seconds_count"}
    assert counted == {("other", "unknown", "404")}


def test_health(hall: ServedHall) -> None:
    assert hall.http.get("/healthz").json == {"status": "ok"}
    assert hall.http.get("/readyz").json == {"status": "ready"}
