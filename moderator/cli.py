"""The commands. Each is a few lines: it reads what was typed, asks bootstrap for what it needs, and says what happened."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from moderator import __version__
from moderator.domain.errors import KnownError

EXIT_FAULT = 1
LOG_VARIABLE = "MODERATOR_LOG"  # known here by name: reading it must not load the house


class _Door(click.Group):
    """Shows a KnownError as two lines and no traceback; everything else is a bug and looks like one."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KnownError as error:
            click.echo(f"{error.title}\n{error.message}", err=True)
            context.exit(EXIT_FAULT)


def _profile_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--profile",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="The folder with this team's data; the usual one of this system if not given.",
    )(command)


def _passphrase(is_new: bool) -> str:
    """Asked for only where this system has no keyring that keeps secrets."""
    if not is_new:
        return str(click.prompt("Passphrase", hide_input=True))
    click.echo("This system has no keyring that keeps secrets; a passphrase locks them in a file instead.")
    return str(click.prompt("Choose a passphrase", hide_input=True, confirmation_prompt=True))


def _ui(module: str) -> Any:
    # The one dynamic import of the house: the window is named, not imported, so that the worker and these commands
    # run where Qt is not installed. build.spec names these modules for the bundle.
    try:
        return importlib.import_module(f"ui.{module}")
    except ImportError as error:
        raise KnownError(
            "The window cannot open",
            f"Qt is missing or incomplete here ({error}). `./run doctor` says what to install.",
        ) from error


@click.group(cls=_Door, invoke_without_command=True)
@click.version_option(__version__, prog_name="moderator")
@_profile_option
@click.pass_context
def main(context: click.Context, profile: Path | None) -> None:
    """Community moderation in one window. Without a command: open the console."""
    context.obj = profile
    if LOG_VARIABLE in os.environ:
        from moderator import bootstrap

        bootstrap.to_stderr()
    if context.invoked_subcommand is None:
        from moderator import bootstrap

        context.exit(_ui("app").run(bootstrap.opening(profile), guard=bootstrap.guard))


@main.command()
@click.option(
    "--tour",
    type=click.Path(path_type=Path, file_okay=False),
    help="Drive the window by itself, save pictures.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same community.")
@click.option("--speed", default=1.0, show_default=True, help="How fast the community lives.")
@click.pass_context
def demo(context: click.Context, tour: Path | None, seed: int, speed: float) -> None:
    """Open the console on a living demo community; nothing leaves this machine, no account is needed."""
    from moderator import bootstrap

    window = _ui("app")
    with bootstrap.demo(seed=seed, speed=speed) as (opening, server):
        if tour is None:
            context.exit(window.run(opening, guard=bootstrap.guard))
        result = _ui("tour").run(opening, server, tour, guard=bootstrap.guard)
        for line in result.lines:
            click.echo(line)
        context.exit(result.status)


@main.command()
def worker() -> None:
    """Talk to the platforms. Reads one line of JSON from stdin and ends when stdin does."""
    from moderator import bootstrap

    sys.exit(bootstrap.run_worker(sys.stdin.buffer))


# What a bundle starts of itself, besides its worker: where there is no Python beside it to start a module.


@main.command(name="demo-server", hidden=True, add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def demo_server(arguments: tuple[str, ...]) -> None:
    """The demo community's server, as `python -m moderator.demo`."""
    from moderator.demo.__main__ import main as serve

    sys.exit(serve(arguments))


@main.command(hidden=True)
def decode() -> None:
    """One picture from stdin to stdout, as `python -m ui.decode`."""
    sys.exit(_ui("decode").main())


@main.command()
@click.argument("platform")
@click.option("--name", default="", help="What your team calls this community; its address if not given.")
@click.option("--rehearsal", is_flag=True, help="Read everything, send nothing.")
@_profile_option
@click.pass_context
def connect(context: click.Context, platform: str, name: str, rehearsal: bool, profile: Path | None) -> None:
    """Connect a community on PLATFORM (matrix). Secrets are asked for without echo and go to the system keyring."""
    from moderator import bootstrap

    answers = {"name": name}
    for field in bootstrap.connect_fields(platform):
        if field.switch:
            answers[field.key] = "yes" if click.confirm(field.title["en"], default=False) else ""
        else:
            answers[field.key] = click.prompt(
                field.title["en"],
                hide_input=field.secret,
                default=None if field.required else "",
                show_default=False,
            )
    found, missing = bootstrap.check_connection(platform, answers)
    with bootstrap.house(profile or context.obj, _passphrase, make=True) as house:
        code = bootstrap.keep_connection(house, platform, answers, rehearsal)
    click.echo(f"Connected to {found.server} ({found.server_version}) as {found.account}.")
    for sentence in missing:
        click.echo(f"  missing: {sentence}")
    if code:
        click.echo("\nWrite this recovery code on paper. Without it, a lost keyring is a lost record:\n")
        click.echo(f"  {code}\n")


@main.command()
@click.option(
    "--new-passphrase",
    is_flag=True,
    help="The passphrase is forgotten: choose another. The communities' tokens have to be entered again.",
)
@_profile_option
@click.pass_context
def recover(context: click.Context, new_passphrase: bool, profile: Path | None) -> None:
    """Put the key back from the recovery code, after a lost keyring or a forgotten passphrase."""
    from moderator import bootstrap

    code = click.prompt("Recovery code", hide_input=True)
    bootstrap.recover(profile or context.obj, code, _passphrase, new_passphrase=new_passphrase)
    click.echo("The code opens this profile. Its key is kept again.")


@main.group()
def guidelines() -> None:
    """Guidelines files."""


@guidelines.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check(file: Path) -> None:
    """Check FILE: one line a fault, with its line number."""
    from moderator.rules import files

    faults = files.check(file.read_bytes())
    for fault in faults:
        click.echo(f"{file}:{fault.line}: {fault.where}: {fault.reason}")
    sys.exit(EXIT_FAULT if faults else 0)


@main.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@_profile_option
@click.pass_context
def verify(context: click.Context, profile: Path | None) -> None:
    """Walk the whole chain and compare it with the head that this machine remembers."""
    from moderator import bootstrap

    with bootstrap.house(profile or context.obj, _passphrase) as house:
        report = bootstrap.verify_audit(house)
    click.echo(report.sentence)
    sys.exit(0 if report.whole else EXIT_FAULT)


@audit.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_profile_option
@click.pass_context
def export_audit(context: click.Context, file: Path, profile: Path | None) -> None:
    """Write the chain to FILE as JSON Lines, without anybody's words; its head stands in the last line."""
    from moderator import bootstrap

    with bootstrap.house(profile or context.obj, _passphrase) as house:
        count = bootstrap.export_audit(house, file)
    click.echo(f"{count} events written to {file}.")


@main.group()
def erase() -> None:
    """Erase what a person wrote and who they are."""


@erase.command(name="author")
@click.argument("handle")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_profile_option
@click.pass_context
def erase_author(context: click.Context, handle: str, yes: bool, profile: Path | None) -> None:
    """Erase the author with this HANDLE (the platform's own name for them). The audit chain stays valid."""
    from moderator import bootstrap

    with bootstrap.house(profile or context.obj, _passphrase) as house:
        found = bootstrap.find_author(house, handle)
        if not yes:
            click.confirm(f"Erase {found.handle} and {found.posts} posts? This cannot be undone", abort=True)
        bootstrap.erase_author(house, found.id)
    click.echo("Erased. Backups made before today still hold it until they expire (30 days).")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_profile_option
@click.pass_context
def backup(context: click.Context, file: Path, profile: Path | None) -> None:
    """Write a checked, encrypted copy of everything to FILE."""
    from moderator import bootstrap

    with bootstrap.house(profile or context.obj, _passphrase) as house:
        bootstrap.back_up(house, file)
    click.echo(f"Backup written to {file} and checked. The recovery code opens it.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@_profile_option
@click.pass_context
def restore(context: click.Context, file: Path | None, yes: bool, profile: Path | None) -> None:
    """Put a backup where the record stands: FILE, or the newest daily one. The record that was there is kept beside it."""
    from moderator import bootstrap

    if not yes:
        click.confirm("Close every window first. Put the backup in place of the record?", abort=True)
    used, kept = bootstrap.restore(profile or context.obj, file, _passphrase)
    click.echo(f"{used.name} is the record now." + (f" The old one is kept as {kept.name}." if kept else ""))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_profile_option
@click.pass_context
def doctor(context: click.Context, as_json: bool, profile: Path | None) -> None:
    """Say what this installation has and what it lacks."""
    from moderator import bootstrap

    findings = bootstrap.doctor(profile or context.obj)
    if as_json:
        click.echo(json.dumps([finding.plain() for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'LACK'} {finding.what}: {finding.found}")
    sys.exit(0 if all(finding.ok or not finding.needed for finding in findings) else EXIT_FAULT)
