"""Pictures over the wire."""

from __future__ import annotations

from tests.demo.inside import Inside

FILES = "/_matrix/client/v1/media"


def uploaded(inside: Inside) -> str:
    answer = inside.answer(
        "POST", "/_matrix/media/v3/upload?filename=a.png", raw=b"data", by="bob", **{"content-type": "image/png"}
    )
    assert answer.status == 200
    (media_id,) = inside.world.media
    return media_id


def test_what_was_uploaded_comes_back() -> None:
    """With its type, and without letting a browser run anything in it."""
    inside = Inside()
    answer = inside.answer("GET", f"{FILES}/download/lab.localhost/{uploaded(inside)}", by="carol")
    assert (answer.status, answer.body, answer.content_type) == (200, b"data", "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_thumbnail_has_the_size_asked_for() -> None:
    """It is a PNG; without a size it is refused."""
    inside = Inside()
    media_id = uploaded(inside)
    answer = inside.answer("GET", f"{FILES}/thumbnail/lab.localhost/{media_id}?width=48&height=32", by="carol")
    assert answer.body.startswith(b"\x89PNG")
    assert answer.body[16:24] == (48).to_bytes(4) + (32).to_bytes(4)
    assert inside.call("GET", f"{FILES}/thumbnail/lab.localhost/{media_id}", by="carol")[0] == 400


def test_a_quarantined_picture_is_gone_until_it_is_let_out() -> None:
    """For everybody."""
    inside = Inside()
    media_id = uploaded(inside)
    path = f"{FILES}/download/lab.localhost/{media_id}"
    inside.done("POST", f"/_synapse/admin/v1/media/quarantine/lab.localhost/{media_id}", {})
    assert inside.answer("GET", path).status == 404
    inside.done("POST", f"/_synapse/admin/v1/media/unquarantine/lab.localhost/{media_id}", {})
    assert inside.answer("GET", path).status == 200


def test_a_picture_of_another_server_is_not_here() -> None:
    """Nor one without a token."""
    inside = Inside()
    media_id = uploaded(inside)
    assert inside.answer("GET", f"{FILES}/download/other.example/{media_id}").status == 404
    assert inside.answer("GET", f"{FILES}/download/lab.localhost/{media_id}", by=None).status == 401


def test_an_upload_has_a_limit() -> None:
    """Ten megabytes."""
    inside = Inside()
    assert inside.answer("POST", "/_matrix/media/v3/upload", raw=b"x" * (10 * 1024 * 1024 + 1), by="bob").status == 413
