"""What Matrix can do, the codes with which it says why not, and the sentences behind the codes in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from moderator.domain.action import ActionKind, EndsBy, Reversible, Scope

SHAPE: Mapping[ActionKind, tuple[Scope, Reversible, EndsBy]] = {
    # kind: the one scope it has here, how far it can be taken back, who ends it when it has an end
    ActionKind.DISMISS: (Scope.POST, Reversible.YES, EndsBy.NOBODY),
    ActionKind.REMOVE: (Scope.POST, Reversible.NEVER, EndsBy.NOBODY),
    ActionKind.WARN: (Scope.COMMUNITY, Reversible.NEVER, EndsBy.NOBODY),
    ActionKind.MUTE: (Scope.PLACE, Reversible.YES, EndsBy.WORKER),
    ActionKind.UNMUTE: (Scope.PLACE, Reversible.YES, EndsBy.NOBODY),
    ActionKind.KICK: (Scope.PLACE, Reversible.PARTLY, EndsBy.NOBODY),
    ActionKind.BAN: (Scope.PLACE, Reversible.YES, EndsBy.WORKER),
    ActionKind.UNBAN: (Scope.PLACE, Reversible.YES, EndsBy.NOBODY),
    ActionKind.SUSPEND: (Scope.COMMUNITY, Reversible.YES, EndsBy.WORKER),
    ActionKind.UNSUSPEND: (Scope.COMMUNITY, Reversible.YES, EndsBy.NOBODY),
    ActionKind.REPORT_CLOSE: (Scope.POST, Reversible.NEVER, EndsBy.NOBODY),
}

OFFERED = tuple(kind for kind in SHAPE if kind not in (ActionKind.UNMUTE, ActionKind.UNBAN, ActionKind.UNSUSPEND))
"""What is offered about a member to whom nothing has been done yet; the three others follow from their state."""

EVENT_REPORT = "event_report:"
USER_REPORT = "user_report:"
"""How the native ids of the two kinds of report begin; the platform's number follows."""

TAKE_POWER = "take_power"
CLOSE_REPORTS = "close_reports"
"""Names of the two switches among a connection's options."""

MAKE_ROOM_ADMIN = "make_room_admin"
"""The fix that the connector itself does first: the server makes our account an administrator of the room."""


def _both(en: str, ja: str) -> dict[str, str]:
    return {"en": en, "ja": ja}


REASONS: Mapping[str, Mapping[str, str]] = {
    "not_server_admin": _both(
        "This needs an account that is a server administrator.",
        "サーバー管理者のアカウントが必要です。",
    ),
    "no_power": _both(
        "Our account has not enough power in this room.",
        "このルームでの権限レベルが足りません。",
    ),
    "outranked": _both(
        "This member has as much power in the room as our account, or more.",
        "このメンバーの権限レベルは、こちらのアカウントと同じか、それ以上です。",
    ),
    "creator": _both(
        "The creator of this room stands above everybody and cannot be restricted in it.",
        "このルームの作成者は最上位にあり、ルーム内では制限できません。",
    ),
    "not_local": _both(
        "This account lives on another server; only its own server can do this.",
        "このアカウントは別のサーバーに属しているため、そのサーバーでしか行えません。",
    ),
    "ourselves": _both("This is our own account.", "これはこちらのアカウントです。"),
    "not_in_place": _both("The member is not in the room.", "このメンバーはルームにいません。"),
    "already": _both("This has been done already.", "すでに行われています。"),
    "gone": _both("The message is not there any more.", "このメッセージはもうありません。"),
    "no_post": _both("There is no message to act on.", "対象のメッセージがありません。"),
    "no_place": _both("No room is known for this case.", "この案件のルームが分かりません。"),
    "no_notices": _both(
        "The server does not send notices: server_notices is not set in its configuration.",
        "サーバー通知が設定されていません（設定ファイルの server_notices）。",
    ),
    "no_suspend_api": _both("This server cannot suspend accounts.", "このサーバーではアカウントを停止できません。"),
    "closing_is_off": _both(
        "Deleting reports on the server is switched off for this community.",
        "このコミュニティでは、サーバー上の通報の削除は無効になっています。",
    ),
    "no_reports": _both("No report of the platform belongs to this.", "対応するサーバー上の通報がありません。"),
    "account_closed": _both("This account has been closed.", "このアカウントは無効化されています。"),
    "unknown_account": _both("The server does not know this account.", "サーバーにこのアカウントがありません。"),
}
"""Ability.reason, in words."""

FIXES: Mapping[str, Mapping[str, str]] = {
    MAKE_ROOM_ADMIN: _both(
        "Moderator first lets the server make our account an administrator of this room.",
        "先に、サーバーの権限でこちらのアカウントをルームの管理者にします。",
    ),
    "allow_take_power": _both(
        "Switch on “Take room power when needed” for this community, or ask a room administrator for power.",
        "このコミュニティで「必要なときにルームの権限を得る」を有効にするか、ルームの管理者に権限を依頼してください。",
    ),
    "ask_room_admin": _both(
        "Ask an administrator of the room to give our account power level 50 or more.",
        "ルームの管理者に、こちらのアカウントの権限レベルを 50 以上にするよう依頼してください。",
    ),
    "use_admin_account": _both(
        "Connect with the token of a server administrator.",
        "サーバー管理者のトークンで接続し直してください。",
    ),
    "set_server_notices": _both(
        "Ask who runs the server to set server_notices and restart it, then connect again.",
        "サーバーの担当者に server_notices の設定と再起動を依頼し、接続し直してください。",
    ),
    "switch_on_closing": _both(
        "Switch on “Delete handled reports” for this community.",
        "このコミュニティで「処理した通報を削除する」を有効にしてください。",
    ),
}
"""Ability.fix, in words."""

MISSING: Mapping[str, Mapping[str, str]] = {
    "no_admin": _both(
        "The account is not a server administrator: reports do not arrive, accounts cannot be suspended or warned, "
        "and nothing is seen of rooms that it has not joined.",
        "サーバー管理者ではないため、通報は届かず、アカウントの停止や警告はできず、参加していないルームは見えません。",
    ),
    "no_reports_api": _both(
        "This server does not list reports of messages: they do not arrive.",
        "このサーバーはメッセージの通報を一覧できないため、通報は届きません。",
    ),
    "no_user_reports_api": _both(
        "This server does not list reports of accounts: only reports of messages arrive.",
        "このサーバーはアカウントの通報を一覧できないため、メッセージの通報だけが届きます。",
    ),
    "no_suspend_api": _both("This server cannot suspend accounts.", "このサーバーではアカウントを停止できません。"),
    "no_notices": _both(
        "The server does not send notices: members cannot be warned.",
        "サーバー通知が設定されていないため、メンバーに警告を送れません。",
    ),
    "no_rooms": _both(
        "The account has joined no room: no messages are read, only reports arrive.",
        "参加しているルームがないため、メッセージは読まれず、通報だけが届きます。",
    ),
    "some_rooms_no_power": _both(
        "In some rooms the account has not enough power to remove messages or keep members out.",
        "一部のルームでは、メッセージの削除やメンバーの追放に必要な権限がありません。",
    ),
}
"""SessionInfo.missing, in words."""


def sentence(code: str, language: str = "en") -> str:
    """The sentence behind a code of this connector; the code itself when there is none."""
    for table in (MISSING, REASONS, FIXES):
        if code in table:
            return table[code].get(language, table[code]["en"])
    return code
