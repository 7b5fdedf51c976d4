"""Builds the house: the only place that knows every implementation. Commands and both processes start here."""

from moderator.bootstrap.commands import (
    back_up,
    check_connection,
    connect_fields,
    doctor,
    erase_author,
    export_audit,
    find_author,
    keep_connection,
    recover,
    verify_audit,
)
from moderator.bootstrap.demo import demo
from moderator.bootstrap.houses import house
from moderator.bootstrap.logs import to_stderr
from moderator.bootstrap.safekeeping import restore
from moderator.bootstrap.windows import guard, opening
from moderator.bootstrap.working import run_worker

__all__ = [
    "back_up",
    "check_connection",
    "connect_fields",
    "demo",
    "doctor",
    "erase_author",
    "export_audit",
    "find_author",
    "guard",
    "house",
    "keep_connection",
    "opening",
    "recover",
    "restore",
    "run_worker",
    "to_stderr",
    "verify_audit",
]
