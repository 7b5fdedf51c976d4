"""Events become posts, tiles and removals; hostile ones are read as far as they make sense, or set aside."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.community import PlaceIn, PostGone, PostIn, PostState
from moderator.platforms.decode import NotUnderstood
from moderator.platforms.matrix.reading import (
    Names,
    edits,
    media_ref,
    moment,
    post_of,
    read_event,
    redacted_id,
)

NOW = 1_764_000_000_000_000
PLACE = PlaceIn("!room", "雑談")
NAMES = Names("@me:x", "x")


def event(content: object, **more: object) -> bytes:
    shown = {
        "event_id": "$e1",
        "type": "m.room.message",
        "sender": "@bob:x",
        "origin_server_ts": 1_763_999_999_000,
        "content": content,
        **more,
    }
    return msgspec.json.encode(shown)


def read(content: object, **more: object) -> PostIn | PostGone:
    raw = event(content, **more)
    return post_of(read_event(raw), PLACE, NAMES, NOW, raw)


def post(content: object, **more: object) -> PostIn:
    found = read(content, **more)
    assert isinstance(found, PostIn)
    return found


def test_a_message_is_a_post_with_everything_it_came_with() -> None:
    found = post({"msgtype": "m.text", "body": "こんにちは"})
    assert (found.native_id, found.text, found.version) == ("$e1", "こんにちは", "$e1")
    assert found.created_at == 1_763_999_999_000_000
    assert (found.author.native_id, found.author.is_local, found.author.is_staff) == ("@bob:x", True, False)
    assert found.url == "https://matrix.to/#/%21room/%24e1"
    assert found.raw


def test_the_latest_edit_is_what_stands_now() -> None:
    edit = {
        "event_id": "$e2",
        "type": "m.room.message",
        "sender": "@bob:x",
        "origin_server_ts": 1_763_999_999_500,
        "content": {"body": "* new", "m.new_content": {"msgtype": "m.text", "body": "新しい"}},
    }
    unsigned = {"m.relations": {"m.replace": edit}}
    found = post({"msgtype": "m.text", "body": "old"}, unsigned=unsigned)
    assert (found.text, found.version, found.edited_at) == ("新しい", "$e2", 1_763_999_999_500_000)
    for change in ({"sender": "@mallory:x"}, {"content": {}}, {"content": 5}):
        unsigned = {"m.relations": {"m.replace": {**edit, **change}}}
        assert post({"body": "old"}, unsigned=unsigned).text == "old", (
            "an edit by another, or without words, changes nothing"
        )


def test_a_removed_message_is_gone_by_its_author_or_by_another() -> None:
    for sender, state in (("@bob:x", PostState.DELETED_BY_AUTHOR), ("@me:x", PostState.REMOVED)):
        because = {
            "event_id": "$r",
            "type": "m.room.redaction",
            "sender": sender,
            "origin_server_ts": 1_763_999_999_900,
        }
        found = read({}, unsigned={"redacted_because": because})
        assert isinstance(found, PostGone)
        assert (found.native_id, found.state, found.by) == ("$e1", state, sender)


def test_what_is_replied_to_and_the_thread_are_told_apart() -> None:
    answer = post({"body": "> <@a:x> q\n\nanswer", "m.relates_to": {"m.in_reply_to": {"event_id": "$q"}}})
    assert (answer.reply_to, answer.thread, answer.text) == ("$q", "", "answer")
    related = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }
    inside = post({"body": "in thread", "m.relates_to": related})
    assert (inside.reply_to, inside.thread) == ("", "$root")


def test_files_are_tiles_and_only_their_captions_are_text() -> None:
    info = {"mimetype": "video/mp4", "size": 5, "w": 640, "h": 480}
    plain = post({"msgtype": "m.video", "body": "猫.mp4", "url": "mxc://x/abc", "info": info})
    (tile,) = plain.attachments
    assert (plain.text, tile.kind, tile.name, tile.native_ref) == ("", "video", "猫.mp4", "mxc://x/abc")
    assert (tile.media_type, tile.size, tile.width, tile.height) == ("video/mp4", 5, 640, 480)
    with_words = post({"msgtype": "m.image", "body": "見て", "filename": "a.png", "url": "mxc://x/abc"})
    assert (with_words.text, with_words.attachments[0].name) == ("見て", "a.png")
    odd = post({"msgtype": "m.file", "body": "x", "url": "https://evil.example/a", "info": {"size": -1, "w": "5"}})
    assert (odd.attachments[0].native_ref, odd.attachments[0].size, odd.attachments[0].width) == ("", None, None)
    sticker = post({"body": "wave", "url": "mxc://x/s"}, type="m.sticker")
    assert (sticker.text, sticker.attachments[0].alt) == ("wave", "wave")


def test_an_encrypted_message_says_so_and_nothing_more() -> None:
    found = post({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "body": "no"}, type="m.room.encrypted")
    assert (found.encrypted, found.text, found.attachments) == (True, "", ())


def test_a_poll_is_its_question_and_its_answers() -> None:
    answers = [{"id": "1", "m.text": [{"body": "はい"}]}, {"id": "2", "org.matrix.msc1767.text": "いいえ"}]
    content = {"m.poll": {"question": {"m.text": [{"body": "行く？"}]}, "answers": answers}}
    assert post(content, type="m.poll.start").text == "行く？\n- はい\n- いいえ"


def test_an_emote_reads_as_clients_show_it() -> None:
    assert post({"msgtype": "m.emote", "body": "waves"}).text == "* waves"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"body": 5},
        {"body": ["x"], "msgtype": {}},
        {"msgtype": "m.image", "body": None, "info": "x", "url": 5},
        {"m.relates_to": "x", "body": "y"},
        {"m.relates_to": {"m.in_reply_to": 5, "rel_type": [], "event_id": {}}, "body": "y"},
    ],
)
def test_what_members_write_never_sets_a_whole_post_aside(content: object) -> None:
    assert post(content).native_id == "$e1"


@pytest.mark.parametrize(
    "raw",
    [
        b"5",
        b"{}",
        event({}, event_id=5),
        event({}, event_id="no dollar"),
        event({}, event_id="$" + "x" * 300),
        event({}, sender="nobody"),
        event({}, sender=None),
        event([]),
        event({}, origin_server_ts="x"),
        event({}, unsigned=[]),
    ],
)
def test_an_event_that_nobody_could_be_asked_about_is_set_aside(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_event(raw)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_content_is_read_or_set_aside(content: object) -> None:
    try:
        raw = event(content)
    except (UnicodeEncodeError, OverflowError):
        return
    try:
        post_of(read_event(raw), PLACE, NAMES, NOW, raw)
    except NotUnderstood:
        pass


def test_times_that_others_make_up_become_now() -> None:
    for odd in (0, -5, 2**62, NOW // 1000 + 3 * 86_400_000):
        assert moment(odd, NOW) == NOW
    assert moment(1_763_999_999_000, NOW) == 1_763_999_999_000_000


def test_where_a_redaction_and_an_edit_point_to() -> None:
    assert redacted_id(read_event(event({"redacts": "$a"}, type="m.room.redaction"))) == "$a"
    assert redacted_id(read_event(event({}, type="m.room.redaction", redacts="$b"))) == "$b"
    assert edits(read_event(event({"m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}}))) == "$o"
    assert edits(read_event(event({"m.relates_to": {"rel_type": "m.thread", "event_id": "$o"}}))) == ""


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("mxc://lab.localhost:8448/AbC_-1", True),
        ("mxc://[::1]:8448/abc", True),
        ("https://lab.localhost/abc", False),
        ("mxc://lab.localhost/../../admin", False),
        ("mxc://lab.localhost/..", False),
        ("mxc://lab.localhost/a?b", False),
        ("mxc://lab/a%2fb", False),
        ("mxc:///abc", False),
        ("mxc://host/", False),
        ("mxc://host/" + "a" * 600, False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_a_media_address_of_the_platform_is_ever_asked_for(address: str, good: bool) -> None:
    assert media_ref(address) == (address if good else "")


def test_nul_and_half_surrogates_do_not_reach_the_store() -> None:
    raw = event({"body": "a"}).replace(b'"a"', rb'"a\u0000b\ud800c"')
    found = post_of(read_event(raw), PLACE, NAMES, NOW, raw)
    assert isinstance(found, PostIn)
    assert found.text == "a\ufffdb\ufffdc"
    found.text.encode("utf-8")


def test_names_are_learned_and_the_oldest_are_forgotten() -> None:
    names = Names("@me:x", "x")
    names.learn("@bob:y", "ボブ" * 1000)
    assert len(names.author("@bob:y").display_name) == 256
    assert names.author("@bob:y").is_local is False
    assert names.author("@me:x").is_staff
    assert names.place("!r").name == "!r"
