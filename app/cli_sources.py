"""`ovation source`: what is followed for an event."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput, OvationError
from app.domain.network import Network, network_named
from app.domain.source import SourceState
from app.domain.wording import capital, span_in_words
from app.running import in_house, read_settings
from app.terminal import say, tell

if TYPE_CHECKING:
    from app.house import House
    from app.networks.source import Described
    from app.services.sources import SourceView

source_app = typer.Typer(
    help="Follow networks for an event: add a source, check it, pause it, remove it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The event, as in its addresses: longshore26.")]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="As `ovation source list` names it.")]
_FOUND_PROBLEMS = 3


@source_app.command("add")
def add(  # noqa: PLR0913, PLR0917 - each network has options of its own
    slug: _Slug,
    network: Annotated[str, typer.Argument(metavar="NETWORK", help="mastodon, bluesky, nostr, feed, x or webhook.")],
    server: Annotated[str | None, typer.Option(metavar="HOST", help="mastodon: whose hashtag timeline.")] = None,
    token: Annotated[
        str | None, typer.Option(metavar="TOKEN", help="mastodon, x: an access token; - asks for it, unseen.")
    ] = None,
    handle: Annotated[
        str | None, typer.Option(metavar="HANDLE", help="bluesky: the account that searches back.")
    ] = None,
    app_password: Annotated[
        str | None, typer.Option(metavar="PASSWORD", help="bluesky: its app password; - asks for it, unseen.")
    ] = None,
    relay: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="nostr: wss://…; may be given several times.")
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="feed: its address.")] = None,
    host: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="bluesky: Jetstream hosts to try in turn.")
    ] = None,
    api: Annotated[
        str | None, typer.Option(metavar="URL", help="Where its API is, when not at the usual place.")
    ] = None,
    threads: Annotated[
        bool | None, typer.Option("--threads/--no-threads", help="Whether answers without the hashtag are asked for.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="feed: take every entry, also without the hashtag.")
    ] = False,
) -> None:
    """Add a source. A running server follows it within seconds."""
    from app.networks.source import Given

    given = Given(
        server=server,
        token=_asked(token, "Token"),
        handle=handle,
        app_password=_asked(app_password, "App password"),
        relays=tuple(relay or ()),
        url=url,
        hosts=tuple(host or ()),
        api=api,
        threads=threads,
        everything=everything,
    )
    chosen = Network.WEB if network == "webhook" else network_named(network)

    async def run(house: "House") -> "Described":
        return await house.sources.add(slug, chosen, given)

    settings = read_settings()
    added = in_house(run, settings)
    if added.warning is not None:
        say(added.warning)
    if chosen is Network.WEB:
        tell(f"The inbox is {settings.public_url or 'http://127.0.0.1:8080'}/api/v1/events/{slug}/inbox")
    for line in added.told:
        tell(line)
    tell(f"Added {added.name}. To see what it will bring: ovation source check {slug} {added.name}")


@source_app.command("list")
def list_(slug: _Slug) -> None:
    """Show the sources of an event, and how each fares."""

    async def run(house: "House") -> None:
        health = await house.sources.health(slug)
        if not health.sources:
            tell(f"Nothing is followed yet. For a start: ovation source add {slug} bluesky")
        for one in health.sources:
            tell(_line(one))

    in_house(run)


@source_app.command("check")
def check(
    slug: _Slug,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One source; else every one.")] = None,
) -> None:
    """Connect to a source, read one page, and say what it will and will not see."""

    async def run(house: "House") -> tuple[int, int]:
        checked = failed = 0
        async for one in house.sources.check(slug, name):
            checked += 1
            if isinstance(one.found, OvationError):
                failed += 1
                say(f"{one.name}: {one.found}")
                continue
            for sentence in (*one.found.sees, *one.found.misses):
                tell(f"{one.name}: {sentence}")
        return checked, failed

    checked, failed = in_house(run)
    if not checked:
        tell(f"Nothing is followed yet. For a start: ovation source add {slug} bluesky")
    if failed:
        raise typer.Exit(_FOUND_PROBLEMS)


@source_app.command("pause")
def pause(slug: _Slug, name: _Name) -> None:
    """Stop following a source until it is resumed."""
    in_house(lambda house: house.sources.pause(slug, name, paused=True))
    tell(f"Paused. To go on from where it was: ovation source resume {slug} {name}")


@source_app.command("resume")
def resume(slug: _Slug, name: _Name) -> None:
    """Follow a paused source again, from where it was."""
    in_house(lambda house: house.sources.pause(slug, name, paused=False))
    tell(f"{name} is followed again")


@source_app.command("remove")
def remove(slug: _Slug, name: _Name) -> None:
    """Forget a source and its secrets; the posts that it brought stay."""
    in_house(lambda house: house.sources.remove(slug, name))
    tell(f"{name} is removed; the posts that it brought stay")


def _asked(given: str | None, what: str) -> str | None:
    """Return a secret as it was given; `-` reads it without showing it, so that it stays out of the shell's history."""
    if given != "-":
        return given
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True))
    line = sys.stdin.readline().strip()
    if not line:
        raise BadInput(f"{what.lower()}: standard input is empty")
    return line


def _line(one: "SourceView") -> str:
    from app.house import utc_now

    now = utc_now()
    health = one.health
    parts = [f"{one.name}: {health.state}"]
    if health.since is not None and health.state is not SourceState.STARTING:
        parts[0] += f" for {span_in_words(now - health.since)}"
    if health.posts:
        parts.append(f"{health.posts:,} posts")
    if health.last_post_at is not None:
        parts.append(f"the last one {span_in_words(now - health.last_post_at)} ago")
    if one.late_by is not None and health.state is SourceState.LISTENING:
        parts.append(f"silent for {span_in_words(one.late_by)}")
    line = ", ".join(parts)
    return f"{line}. {capital(health.why)}" if health.why else line
