"""Acting in rooms over the wire: transactions, refusals, limits."""

from __future__ import annotations

from tests.demo.inside import Inside, at, q


def test_a_transaction_happens_once() -> None:
    """The same path again gives the first answer, also with other content."""
    inside = Inside()
    room = inside.room()
    path = at(room) + "/send/m.room.message/x"
    answers = [inside.done("PUT", path, {"msgtype": "m.text", "body": body}, by="bob") for body in ("a", "b")]
    assert answers[0] == answers[1]
    assert inside.kinds().count("post") == 1


def test_a_transaction_belongs_to_its_session() -> None:
    """Somebody else's same id is another transaction."""
    inside = Inside()
    room = inside.room()
    path = at(room) + "/send/m.room.message/x"
    answers = [inside.done("PUT", path, {"msgtype": "m.text", "body": "a"}, by=who) for who in ("bob", "carol")]
    assert answers[0] != answers[1]


def test_a_refused_transaction_can_be_sent_again() -> None:
    """Only good answers are remembered."""
    inside = Inside()
    room = inside.room(members=("bob",))
    path = at(room) + "/send/m.room.message/x"
    assert inside.call("PUT", path, {"msgtype": "m.text", "body": "a"}, by="carol")[0] == 403
    inside.done("POST", f"/_matrix/client/v3/join/{q(room.room_id)}", {}, by="carol")
    assert inside.call("PUT", path, {"msgtype": "m.text", "body": "a"}, by="carol")[0] == 200


def test_one_id_for_two_removals_in_a_room_removes_only_the_first() -> None:
    """The second gets the first one's answer: a transaction id is for one act."""
    inside = Inside()
    room = inside.room()
    first, second = inside.send(room, "bob"), inside.send(room, "bob")
    answers = [
        inside.done("PUT", f"{at(room)}/redact/{q(event.event_id)}/same", {}, by="alice") for event in (first, second)
    ]
    assert answers[0] == answers[1]
    assert first.redacted_by is not None
    assert second.redacted_by is None


def test_a_suspended_account_removes_its_own_only() -> None:
    """It posts nothing and makes no room either."""
    inside = Inside()
    room = inside.room()
    mine, other = inside.send(room, "bob"), inside.send(room, "carol")
    inside.world.users[inside.id("bob")].suspended = True
    told = [
        inside.call("PUT", f"{at(room)}/redact/{q(other.event_id)}/1", {}, by="bob"),
        inside.call("PUT", f"{at(room)}/send/m.room.message/2", {"msgtype": "m.text", "body": "x"}, by="bob"),
        inside.call("POST", "/_matrix/client/v3/createRoom", {}, by="bob"),
    ]
    assert [answer["errcode"] for _, answer in told] == ["M_USER_SUSPENDED"] * 3
    assert inside.call("PUT", f"{at(room)}/redact/{q(mine.event_id)}/3", {}, by="bob")[0] == 200


def test_a_shadow_banned_account_speaks_into_nothing() -> None:
    """It is told an event that nobody will ever find."""
    inside = Inside()
    room = inside.room()
    inside.world.users[inside.id("bob")].shadow_banned = True
    answer = inside.done("PUT", f"{at(room)}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"}, by="bob")
    assert inside.call("GET", f"{at(room)}/event/{q(answer['event_id'])}", by="bob")[0] == 404


def test_a_member_event_can_be_set_as_state() -> None:
    """It is a ban, an unban or a kick all the same, and counted as one."""
    inside = Inside()
    room = inside.room()
    path = f"{at(room)}/state/m.room.member/{q(inside.id('bob'))}"
    for membership in ("ban", "leave"):
        inside.done("PUT", path, {"membership": membership, "reason": "spam"}, by="alice")
    assert inside.kinds()[-2:] == ["ban", "unban"]
    assert inside.call("PUT", path, {"membership": "away"}, by="alice")[0] == 400


def test_acts_are_limited_together() -> None:
    """Posting, kicking and setting state fill the same bucket; the refusal says how long."""
    inside = Inside()
    room = inside.room()
    inside.world.limits.set({"message": {"per_second": 0.001, "burst_count": 1}})
    assert inside.call("PUT", at(room) + "/state/m.room.name", {"name": "x"}, by="alice")[0] == 200
    answer = inside.answer("POST", at(room) + "/kick", {"user_id": inside.id("bob")}, by="alice")
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert room.membership(inside.id("bob")) == "join"
