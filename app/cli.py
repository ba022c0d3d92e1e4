"""The `ovation` command: each command is a few lines over a service."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from app.cli_doctor import doctor
from app.cli_say import say_app
from app.cli_score import score
from app.cli_sources import source_app
from app.cli_words import words_app
from app.domain.access import role_named
from app.domain.errors import BadInput, Conflict, NotFound, OvationError, Refused, SchemaMismatch
from app.domain.event import Event, EventSlug
from app.domain.files import Format, Report, RosterFormat
from app.logs import log_nothing
from app.running import in_house, read_settings
from app.terminal import positive, progress, say, tell, writable

if TYPE_CHECKING:
    from app.house import House
    from app.services.replay import Replayed

app = typer.Typer(
    help="Ovation shows an event's appreciation for its speakers while it happens, and delivers it afterwards.",
    epilog="Settings come from the environment: OVATION_DATA_DIR, OVATION_DATABASE_URL, OVATION_BUS_URL, "
    "OVATION_PUBLIC_URL, OVATION_SECRET_KEY, OVATION_TRUSTED_PROXIES, OVATION_OPERATOR, OVATION_CONTACT, "
    "OVATION_ALLOWED_HOSTS. Exit codes: 0 fine, 1 our failure, "
    "2 bad arguments or input, 3 a check found problems.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
event_app = typer.Typer(help="Make events, and bring their programmes in.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(event_app, name="event")
app.add_typer(source_app, name="source")
app.add_typer(words_app, name="words")
app.add_typer(say_app, name="say")

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The event, as in its addresses: longshore26.")]


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes any free port.")] = 8080,
    speed: Annotated[float, typer.Option(help="How many times as fast as eight minutes.")] = 1.0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Don't open the wall in a browser.")] = False,
) -> None:
    """Play a fictional event, Longshore 2026, on a wall of its own. Leaves nothing behind."""
    positive(speed, "--speed")
    from app.doors import open_demo

    open_demo(port=port, speed=speed, browser=not no_browser, tell=tell)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes any free port.")] = 8080,
) -> None:
    """Serve walls, letters and ledgers until interrupted."""
    from app.doors import open_doors

    open_doors(read_settings(), host=host, port=port, tell=tell)


@app.command()
def invite(
    slug: Slug,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="owner, organizer, moderator, comms or speaker.")],
    mail: Annotated[str | None, typer.Option(metavar="ADDRESS", help="For whom it is; noted with it.")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Which speaker, for the role speaker.")] = None,
) -> None:
    """Print an invitation link. It works once, for fourteen days."""
    chosen = role_named(role)
    from app.house import utc_now

    async def run(house: "House") -> str:
        invited = await house.people.invite(chosen, event=slug, now=utc_now(), mail=mail, speaker=speaker)
        return invited.token

    settings = read_settings()
    token = in_house(run, settings)
    if mail is not None:
        say(f"No mail is sent from here yet: hand this link to {mail} yourself.")
    if settings.public_url is None:
        say("OVATION_PUBLIC_URL is not set, so the link names this machine.")
    tell(f"{settings.public_url or 'http://127.0.0.1:8080'}/join/{token}")


@event_app.command("create")
def create(
    slug: Slug,
    name: Annotated[str, typer.Option(metavar="TEXT", help="What people call it.")],
    hashtag: Annotated[list[str], typer.Option(metavar="TAG", help="With or without #; may be given several times.")],
    timezone: Annotated[str, typer.Option(metavar="TZ", help="An IANA name, such as Europe/Lisbon.")],
) -> None:
    """Make an event."""
    tags = tuple(tag.strip().lstrip("#＃") for tag in hashtag)
    event = Event(slug=EventSlug(slug), name=name.strip(), hashtags=tags, timezone=timezone)

    async def run(house: "House") -> None:
        await house.events.create(event)

    in_house(run)
    tell(f"{event.name} is at /wall/{event.slug}. Next: ovation event import {event.slug} SPEAKERS.jsonl")


@event_app.command("import")
def import_programme(
    slug: Slug,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Speakers, their handles and talks.")],
    format_: Annotated[RosterFormat, typer.Option("--format", help="How the file is written.")] = RosterFormat.AUTO,
) -> None:
    """Bring speakers, handles and talks in; a second time brings what has changed."""
    from app.services.archives import programme_of, roster_of

    async def run(house: "House") -> None:
        stored = await house.events.named(slug)
        roster = roster_of(file, format_, stored.event.zone)
        done = await house.events.import_programme(slug, programme_of(roster))
        tell(
            f"{done.speakers} speakers, {done.with_handle} with a handle and {done.speakers - done.with_handle} "
            f"without; {done.talks} talks"
        )
        tell(f"{len(done.added)} new, {len(done.changed)} changed, {done.read_again} posts read differently")
        for name in done.changed:
            tell(f"changed: {name}")
        for name in done.kept:
            tell(f"kept, though not in this file: {name}")
        for doubt in roster.doubts:
            say(f"in doubt: line {doubt.line}: {doubt.text}")

    in_house(run)


@app.command()
def replay(
    slug: Slug,
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Posts as .jsonl or .jsonl.gz.")],
    speed: Annotated[float | None, typer.Option(metavar="X", help="Play X times as fast as it happened.")] = None,
    at_once: Annotated[bool, typer.Option("--at-once", help="As fast as it goes (so it is without --speed).")] = False,
) -> None:
    """Put an archive into an event, through the line that every source uses. Twice adds nothing."""
    if speed is not None and at_once:
        raise BadInput("--speed and --at-once exclude each other")
    if speed is not None:
        positive(speed, "--speed")
    from app.services.archives import archive_lines
    from app.services.replay import Replay

    async def run(house: "House") -> "Replayed":
        ingest = await house.events.ingest(slug)
        lines = archive_lines(archive)
        with ExitStack() as stack:
            player = Replay(ingest=ingest, progress=progress(stack, archive.name))
            return await (player.at_once(lines) if speed is None else player.at_speed(lines, speed))

    done = in_house(run)
    for bad in done.bad:
        say(str(bad))
    if done.bad_lines > len(done.bad):
        say(f"and {done.bad_lines - len(done.bad)} more lines that could not be read")
    tell(done.summary)
    if done.cut or (done.bad_lines and not done.posts and not done.taken.deleted):
        raise typer.Exit(2)


@app.command()
def read(
    speakers: Annotated[Path, typer.Option(metavar="FILE", help="The roster: a speaker a line.")],
    hashtag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="The event's; may be given several times.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="How many processes read.")] = 1,
) -> None:
    """Read posts from standard input, and print what each says about whom: a line out for every line in."""
    from app.services.archives import roster_of
    from app.services.read_archive import read_archive

    roster = roster_of(speakers, RosterFormat.AUTO, None)
    for doubt in roster.doubts:
        say(f"in doubt: {speakers.name} line {doubt.line}: {doubt.text}")
    out = sys.stdout.buffer
    bad = 0
    for line in read_archive(sys.stdin.buffer, roster, hashtags=tuple(hashtag or ()), jobs=jobs):
        out.write(line.json)
        bad += line.bad
    out.flush()
    if bad:
        say(f"{bad} lines could not be read; each says why in its place")


app.command()(score)
app.command()(doctor)


@app.command()
def report(
    which: Annotated[Report, typer.Argument(metavar="mentions|undelivered", help="All, or what has not arrived.")],
    slug: Slug,
    format_: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Else to standard output.")
    ] = None,
) -> None:
    """Write the mention report, or the part of it that never reached its speakers."""

    async def run(house: "House") -> None:
        await house.events.named(slug)
        with ExitStack() as stack:
            out: BinaryIO = sys.stdout.buffer if output is None else stack.enter_context(writable(output))
            async for chunk in house.letters.report(slug, which, format_):
                out.write(chunk)
            out.flush()

    in_house(run)


@app.command()
def digest(
    slug: Slug,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="One speaker's alone.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="html|json", help="A page, or data.")] = "html",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="A file a speaker, here.")
    ] = None,
) -> None:
    """Write each speaker's digest: who appreciated, what they said, whom to thank."""
    if format_ not in {"html", "json"}:
        raise BadInput(f"unknown format {format_!r}; there are html and json")
    if output is None and speaker is None:
        raise BadInput("say where to write with -o DIR, or whose with --speaker NAME")
    from app.outlets.json_report import digest_json

    async def run(house: "House") -> None:
        language = await house.letters.language(slug)
        async for found in house.letters.digests(slug, called=speaker):
            content = digest_json(found) if format_ == "json" else house.letters.page(found, language=language)
            if output is None:
                sys.stdout.buffer.write(content)
                continue
            output.mkdir(parents=True, exist_ok=True)
            path = output / f"{found.speaker.key}.{format_}"
            path.write_bytes(content)
            tell(str(path))

    in_house(run)


def main() -> None:
    """Run a command; errors of ours are one line and an exit code."""
    log_nothing()
    try:
        app()
    except (BadInput, NotFound, Conflict, Refused, SchemaMismatch) as error:
        _stop(str(error), 2)
    except OvationError as error:
        _stop(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever reads has left: that is theirs to do
        sys.exit(1)


def _stop(message: str, code: int) -> None:
    typer.echo(f"ovation: {message}", err=True)
    sys.exit(code)
