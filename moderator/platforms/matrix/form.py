"""The connect form of a Matrix community, and what makes a good address."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from moderator.domain import caps
from moderator.domain.errors import KnownError
from moderator.platforms.form import Field
from moderator.platforms.matrix.words import CLOSE_REPORTS, TAKE_POWER


def _both(en: str, ja: str) -> dict[str, str]:
    return {"en": en, "ja": ja}


FIELDS: tuple[Field, ...] = (
    Field(
        "address",
        _both("Address of the homeserver", "ホームサーバーのアドレス"),
        _both(
            "https://matrix.example.org, or the server's name: example.org.",
            "https://matrix.example.org、またはサーバー名（example.org）です。",
        ),
    ),
    Field(
        "token",
        _both("Access token", "アクセストークン"),
        _both(
            "The token of the account that moderates. It goes to the system keyring.",
            "モデレーションに使うアカウントのトークンです。システムのキーリングに保存します。",
        ),
        secret=True,
    ),
    Field(
        "admin_address",
        _both("Address of the admin API", "管理 API のアドレス"),
        _both(
            "Only where the admin API is at another address than the homeserver.",
            "管理 API がホームサーバーとは別のアドレスにある場合だけ入力します。",
        ),
        required=False,
    ),
    Field(
        TAKE_POWER,
        _both("Take room power when needed", "必要なときにルームの権限を得る"),
        _both(
            "Where our account has no power in a room, a server administrator's account is made administrator of the "
            "room before it acts. The room shows that.",
            "ルームで権限が足りないとき、サーバー管理者の権限でルームの管理者になってから処理します。ルームに表示されます。",
        ),
        required=False,
        switch=True,
    ),
    Field(
        CLOSE_REPORTS,
        _both("Delete handled reports", "処理した通報を削除する"),
        _both(
            "Synapse cannot close a report, only delete it, for good. Moderator keeps its content.",
            "Synapse は通報を完了にできず、削除だけができます。元に戻せません。内容は Moderator に残ります。",
        ),
        required=False,
        switch=True,
    ),
)


def origin_of(address: str) -> str:
    """Return the origin (scheme, host, port) of an address as a person types it; https when nothing else is said.

    Plain http is taken for this machine only: anywhere else the token would travel in the clear.
    """
    text = address.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if not _is_address(parts) or len(text) > caps.URL_CHARACTERS:
        raise KnownError(
            "This is no address of a homeserver",
            "Write it like https://matrix.example.org.",
            code="address_not_understood",
        )
    host = parts.hostname or ""
    if parts.scheme == "http" and not _is_this_machine(host):
        raise KnownError(
            "The address is not encrypted",
            "Use https:// so that nobody on the way can read the token.",
            code="address_not_encrypted",
        )
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{shown}{port}"


def _is_address(parts: SplitResult) -> bool:
    try:
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_good
        and parts.username is None
        and parts.path.rstrip("/") == ""
        and not parts.query
        and not parts.fragment
        and not any(c.isspace() for c in parts.netloc)
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
