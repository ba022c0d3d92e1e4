"""`ovation words`: what words mean at an event."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typing_extensions import override

from app.domain.access import Visitor
from app.domain.errors import BadInput
from app.domain.event_words import EventWord, EventWords, Meaning, parse_words
from app.domain.reading import Reading
from app.running import in_house
from app.terminal import tell

if TYPE_CHECKING:
    from app.house import House
    from app.services.event_words import Changed, Tried

_LIST = "list"
_AT_THE_MACHINE = Visitor(person=None, name="ovation words")  # who it was, as the log says it
_ENOUGH = 0.1  # what is less than this is not told of a tone


class _ListsByItself(TyperGroup):
    """Without a command of its own name, the first word is an event: `ovation words harbour` lists."""

    @override
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # its own Context
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [_LIST, *args]
        return super().parse_args(ctx, args)


words_app = typer.Typer(
    cls=_ListsByItself,
    help="Say what words mean at an event: an in-joke, a mascot's name, a dialect. `ovation words SLUG` lists them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The event, as in its addresses: longshore26.")]
_Some = list[str] | None


@words_app.command(_LIST)
def list_(slug: _Slug) -> None:
    """Print an event's words, a meaning and a word a line: what `ovation words add --from` takes."""

    async def run(house: "House") -> EventWords:
        return await house.words.all(slug)

    words = in_house(run).words
    if not words:
        tell(f'# {slug} has no words of its own; for a start: ovation words add {slug} --praise "…"')
    for word in sorted(words, key=lambda word: (list(Meaning).index(word.meaning), word.key)):
        tell(f"{word.meaning}\t{word.text}")


@words_app.command("add")
def add(  # noqa: PLR0913, PLR0917 - an option for each meaning
    slug: _Slug,
    praise: Annotated[_Some, typer.Option(metavar="WORDS", help="They praise.")] = None,
    thank: Annotated[_Some, typer.Option(metavar="WORDS", help="They thank.")] = None,
    congratulate: Annotated[_Some, typer.Option(metavar="WORDS", help="They congratulate.")] = None,
    criticise: Annotated[_Some, typer.Option(metavar="WORDS", help="They criticise.")] = None,
    promote: Annotated[_Some, typer.Option(metavar="WORDS", help="They sell something.")] = None,
    neutral: Annotated[
        _Some, typer.Option(metavar="WORDS", help="They mean nothing, whatever they sound like.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A meaning, a tab and a word a line.")
    ] = None,
) -> None:
    """Add words, phrases or emoji; each option may be given several times. A * at the end stands for any ending."""
    given = {
        Meaning.PRAISE: praise,
        Meaning.THANK: thank,
        Meaning.CONGRATULATE: congratulate,
        Meaning.CRITICISE: criticise,
        Meaning.PROMOTE: promote,
        Meaning.NEUTRAL: neutral,
    }
    words = [EventWord(text, meaning) for meaning, texts in given.items() for text in texts or ()]
    words += [] if from_ is None else _read(from_)
    if not words:
        raise BadInput('say which words, such as --praise "hits the spot", or --from FILE')

    async def run(house: "House") -> "Changed":
        return await house.words.add(slug, words, _AT_THE_MACHINE)

    _tell(slug, in_house(run))


@words_app.command("remove")
def remove(
    slug: _Slug, words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="As they are listed.")]
) -> None:
    """Forget words: they mean again what they mean elsewhere."""

    async def run(house: "House") -> "Changed":
        return await house.words.remove(slug, words, _AT_THE_MACHINE)

    _tell(slug, in_house(run))


@words_app.command("try")
def try_(slug: _Slug, text: Annotated[str, typer.Argument(metavar="TEXT", help="What a post might say.")]) -> None:
    """Show how a text is read without the event's words, and with them. Nothing is stored."""

    async def run(house: "House") -> "Tried":
        return await house.words.try_out(slug, text)

    tried = in_house(run)
    found = ", ".join(f"{word.text} ({word.meaning})" for word in tried.found)
    tell(f"words found:   {found or 'none'}")
    tell(f"without them:  {_heard(tried.without)}")
    tell(f"with them:     {_heard(tried.here)}")


def _read(file: Path) -> tuple[EventWord, ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}") from error
    try:
        return parse_words(lines)
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from error


def _tell(slug: str, changed: "Changed") -> None:
    tell(f"{slug} has {len(changed.words.words)} words of its own; {changed.read_again} posts read differently")


def _heard(reading: Reading) -> str:
    tone = reading.tone
    values = {
        "appreciation": tone.appreciation,
        "celebration": tone.celebration,
        "question": tone.question,
        "promotion": tone.promotion,
        "criticism": tone.criticism,
    }
    heard = ", ".join(f"{head} {value:.2f}" for head, value in values.items() if value >= _ENOUGH)
    return f"{heard or 'nothing'}; {reading.verdict}: {reading.why}"
