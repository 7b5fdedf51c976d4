"""Admin routes: the two queues of reports."""

from __future__ import annotations

from moderator.demo.entities import EventReport, JsonDict, UserReport
from moderator.demo.errors import invalid, not_found
from moderator.demo.router import Call, Router
from moderator.demo.views import in_wire_format
from moderator.demo.wire import Response, json_response


def _paged(call: Call, rows: list[JsonDict], name: str) -> Response:
    """Cut a page out of the rows. `from` is an offset and `next_token` a number, as on the real server."""
    start, limit = call.number("from", 0), call.number("limit", 100)
    answer: JsonDict = {name: rows[start : start + limit], "total": len(rows)}
    if start + limit < len(rows):
        answer["next_token"] = start + len(answer[name])
    return json_response(answer)


def _number(call: Call) -> int:
    raw = call.params["report"]
    if not (raw.isascii() and raw.isdigit()):
        raise invalid("A report is named by a whole number")
    return int(raw)


def _event_row(call: Call, report: EventReport) -> JsonDict:
    room = call.world.rooms[report.room_id]
    return {
        "id": report.id,
        "received_ts": report.received_ts,
        "room_id": report.room_id,
        "event_id": report.event_id,
        "user_id": report.user_id,
        "score": report.score,
        "reason": report.reason,
        "sender": call.world.events[report.event_id].sender,
        "canonical_alias": room.alias,
        "name": room.name,
    }


def _user_row(report: UserReport) -> JsonDict:
    return {
        "id": report.id,
        "received_ts": report.received_ts,
        "target_user_id": report.target_user_id,
        "user_id": report.user_id,
        "reason": report.reason,
    }


async def event_reports(call: Call) -> Response:
    """List reports of events, newest first unless `dir=f`."""
    direction = call.choice("dir", "b", ("b", "f"))
    rows = [
        _event_row(call, report) for report in call.world.event_reports.values() if report.room_id in call.world.rooms
    ]
    for parameter, member in (
        ("user_id", "user_id"),
        ("room_id", "room_id"),
        ("event_sender_user_id", "sender"),
    ):
        wanted = call.text(parameter)
        if wanted is not None:
            rows = [row for row in rows if row[member] == wanted]
    rows.sort(key=lambda row: (row["received_ts"], row["id"]), reverse=direction == "b")
    return _paged(call, rows, "event_reports")


async def event_report(call: Call) -> Response:
    """Return one report with the event as it was sent, also after a removal."""
    report = call.world.event_reports.get(_number(call))
    if report is None or report.room_id not in call.world.rooms:
        raise not_found("No such report")
    event = call.world.events[report.event_id]
    shown = in_wire_format(call.world, event)
    shown["unsigned"] = {"age_ts": event.origin_server_ts}
    return json_response({**_event_row(call, report), "event_json": shown})


async def delete_event_report(call: Call) -> Response:
    """Delete a report for good."""
    report = call.world.event_reports.pop(_number(call), None)
    if report is None:
        raise not_found("No such report")
    call.world.journal.effect(
        call.world.clock.now_ms(),
        "report_delete",
        call.user.user_id,
        room=report.room_id,
        target=str(report.id),
    )
    return json_response({})


async def user_reports(call: Call) -> Response:
    """List reports of accounts."""
    direction = call.choice("dir", "b", ("b", "f"))
    rows = [_user_row(report) for report in call.world.user_reports.values()]
    for parameter in ("user_id", "target_user_id"):
        wanted = call.text(parameter)
        if wanted is not None:
            rows = [row for row in rows if row[parameter] == wanted]
    rows.sort(key=lambda row: (row["received_ts"], row["id"]), reverse=direction == "b")
    return _paged(call, rows, "user_reports")


async def user_report(call: Call) -> Response:
    """Return one report of an account."""
    report = call.world.user_reports.get(_number(call))
    if report is None:
        raise not_found("No such report")
    return json_response(_user_row(report))


async def delete_user_report(call: Call) -> Response:
    """Delete a report of an account for good."""
    report = call.world.user_reports.pop(_number(call), None)
    if report is None:
        raise not_found("No such report")
    call.world.journal.effect(call.world.clock.now_ms(), "user_report_delete", call.user.user_id, target=str(report.id))
    return json_response({})


def routes(router: Router) -> None:
    """Register this file's routes."""
    base = "/_synapse/admin/v1"
    router.add("event_reports", "GET", base + "/event_reports", "admin", event_reports)
    router.add("event_report", "GET", base + "/event_reports/{report}", "admin", event_report)
    router.add("delete_event_report", "DELETE", base + "/event_reports/{report}", "admin", delete_event_report)
    router.add("user_reports", "GET", base + "/user_reports", "admin", user_reports)
    router.add("user_report", "GET", base + "/user_reports/{report}", "admin", user_report)
    router.add("delete_user_report", "DELETE", base + "/user_reports/{report}", "admin", delete_user_report)
