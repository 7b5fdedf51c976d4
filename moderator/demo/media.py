"""Pictures: upload, download, thumbnail, quarantine."""

from __future__ import annotations

from moderator.demo.entities import Media
from moderator.demo.errors import MatrixError, missing, not_found
from moderator.demo.picture import draw_png
from moderator.demo.router import Call, Router
from moderator.demo.wire import Response, json_response

MAX_UPLOAD_BYTES = 10 * 1024 * 1024


async def upload(call: Call) -> Response:
    """Keep a file."""
    if len(call.request.body) > MAX_UPLOAD_BYTES:
        raise MatrixError(413, "M_TOO_LARGE", "The upload is too large")
    content_type = call.request.headers.get("content-type", "application/octet-stream")
    media_id = call.world.fresh_name("media", 24)
    call.world.media[media_id] = Media(
        media_id,
        content_type,
        call.request.body,
        call.user.user_id,
        call.world.clock.now_ms(),
        call.text("filename"),
    )
    call.world.journal.effect(call.world.clock.now_ms(), "upload", call.user.user_id, target=media_id)
    return json_response({"content_uri": f"mxc://{call.world.server_name}/{media_id}"})


def _find(call: Call) -> Media:
    media = call.world.media.get(call.params["media"])
    if media is None or call.params["server"] != call.world.server_name or media.quarantined_by is not None:
        raise not_found("No such file")
    return media


def _give(content_type: str, data: bytes, name: str | None) -> Response:
    inline = content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")
    disposition = ("inline" if inline else "attachment") + (f'; filename="{name}"' if name and name.isascii() else "")
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": "sandbox; default-src 'none'; script-src 'none';",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(200, data, content_type=content_type, headers=headers)


async def download(call: Call) -> Response:
    """Return a file."""
    media = _find(call)
    return _give(media.content_type, media.data, media.upload_name)


async def thumbnail(call: Call) -> Response:
    """Return a small drawing instead of a picture; its size is what was asked for, at most 800."""
    media = _find(call)
    if call.text("width") is None or call.text("height") is None:
        raise missing("width and height are needed")
    width, height = (min(max(call.number(name, 96), 1), 800) for name in ("width", "height"))
    return _give("image/png", draw_png(width, height, media.media_id), None)


async def quarantine(call: Call) -> Response:
    """Hide a file from everybody."""
    media = call.world.media.get(call.params["media"])
    if media is not None:
        media.quarantined_by = call.user.user_id
        call.world.journal.effect(call.world.clock.now_ms(), "quarantine", call.user.user_id, target=media.media_id)
    return json_response({})


async def unquarantine(call: Call) -> Response:
    """Show a hidden file again."""
    media = call.world.media.get(call.params["media"])
    if media is not None:
        media.quarantined_by = None
        call.world.journal.effect(call.world.clock.now_ms(), "unquarantine", call.user.user_id, target=media.media_id)
    return json_response({})


def routes(router: Router) -> None:
    """Register this file's routes."""
    add = router.add
    add("upload", "POST", "/_matrix/media/v3/upload", "user", upload)
    for tail in ("", "/{name}"):
        add("download", "GET", "/_matrix/client/v1/media/download/{server}/{media}" + tail, "user", download)
    add("thumbnail", "GET", "/_matrix/client/v1/media/thumbnail/{server}/{media}", "user", thumbnail)
    add("quarantine", "POST", "/_synapse/admin/v1/media/quarantine/{server}/{media}", "admin", quarantine)
    add(
        "unquarantine",
        "POST",
        "/_synapse/admin/v1/media/unquarantine/{server}/{media}",
        "admin",
        unquarantine,
    )
