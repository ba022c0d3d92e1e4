"""Brings the catalogues of web/languages up to date with what templates and Python say: `make words`.

A catalogue has one file for each language and area, so that several people can translate at once. This adds what is
missing (with nothing said yet), drops what nobody says any more, and writes the same files for the same sources.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.domain.look import Language

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "web" / "languages"
OTHERS = tuple(one.value for one in Language if one is not Language.ENGLISH)
# the first that a source's path begins with; what is in none of them is the house's
AREAS = (
    ("wall", ("web/templates/wall/", "web/templates/overlay/", "web/templates/consent/foot.html")),
    ("say", ("web/templates/say/", "app/routes/say.py", "app/services/saying.py", "app/domain/saying.py")),
    (
        "desk",
        (
            "web/templates/moderate/",
            "app/routes/moderate",
            "app/services/desk",
            "app/services/moderation.py",
            "app/services/rulebook.py",
            "app/domain/desk",
            "app/domain/deciding.py",
            "app/domain/moderation.py",
            "app/domain/judging",
            "app/domain/verdict.py",
            "app/domain/rules.py",
            "app/domain/echoes.py",
            "app/outlets/desk_",
            "app/outlets/pulse_chart.py",
            "app/services/event_words.py",
            "app/domain/event_words.py",
        ),
    ),
    ("remote", ("web/templates/remote/", "app/routes/remote.py", "app/services/shows.py", "app/domain/scene.py")),
    (
        "letters",
        (
            "web/templates/letter/",
            "web/templates/ledger/",
            "app/outlets/letters.py",
            "app/outlets/wording.py",
            "app/outlets/charts.py",
            "app/services/letters.py",
            "app/domain/digest.py",
            "app/domain/ledger.py",
            "app/domain/delivery.py",
            "app/domain/landing.py",
            "app/domain/thanking.py",
            "app/domain/wording.py",
        ),
    ),
    (
        "organizer",
        (
            "web/templates/desk/",
            "web/templates/home/",
            "app/jobs/follow.py",
            "app/networks/",
            "app/outlets/thumbnails.py",
            "app/routes/events.py",
            "app/routes/event_words.py",
            "app/routes/inbox.py",
            "app/routes/look.py",
            "app/routes/sources.py",
            "app/services/looks.py",
            "app/services/told_accounts.py",
            "app/services/following.py",
            "app/services/sources.py",
            "app/services/vault.py",
            "app/services/source_report.py",
            "app/services/inbox.py",
            "app/domain/look.py",
            "app/domain/source.py",
        ),
    ),
)
HOUSE = "house"
_ALSO_HOUSE = ("web/templates/home/welcome.html",)
_KEYWORDS = ("_", "_n", "_p", "gettext", "ngettext", "pgettext", "npgettext", "phrase", "phrases", "phrase_in")
_COUNTING = frozenset({"_n", "ngettext", "npgettext", "phrases"})
_IN_CONTEXT = frozenset({"_p", "pgettext", "npgettext", "phrase_in"})
_OPTIONS = {
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
_ABOUT = "# {label}: {area}. How to say it: docs/translating.md; `make words` brings new messages here.\n"


class Asked(NamedTuple):
    """A message as a source asks for it: English, its plural where it counts, its context where it has one."""

    one: str
    many: str | None
    context: str | None
    source: str


def area_of(source: str) -> str:
    """Return the area whose catalogue has a source's messages."""
    if source in _ALSO_HOUSE:
        return HOUSE
    return next((area for area, paths in AREAS if source.startswith(paths)), HOUSE)


def asked() -> Iterator[Asked]:
    """Yield every message of every template and module, in the order of their paths."""
    for path in sorted((ROOT / "web" / "templates").rglob("*.html")):
        with path.open("rb") as opened:
            for _, function, words, _ in babel_extract(opened, _KEYWORDS, (), _OPTIONS):
                yield from _message(function, words, path)
    for path in sorted((ROOT / "app").rglob("*.py")):
        source = path.read_bytes()
        if b"_(" in source or b"phrase" in source or b"_n(" in source or b"_p(" in source:
            for _, called, given, _ in extract_python(BytesIO(source), dict.fromkeys(_KEYWORDS), (), {}):
                yield from _message(called, given, path)


def files() -> dict[tuple[str, str], list[Asked]]:
    """Return what each catalogue must hold, by language and area; what English alone says differently included."""
    found: dict[str, list[Asked]] = {}
    for message in asked():
        found.setdefault(area_of(message.source), []).append(message)
    return {(language, area): messages for language in OTHERS for area, messages in sorted(found.items())}


def stored(language: str, area: str) -> bytes:
    """Return a catalogue's file as it stands; nothing when there is none yet."""
    file = FOLDER / language / f"{area}.po"
    return file.read_bytes() if file.is_file() else b""


def read(language: str, area: str) -> Catalog:
    """Return a catalogue; empty when there is none yet."""
    return read_po(BytesIO(stored(language, area)), locale=language, abort_invalid=True)


def written(language: str, area: str, messages: list[Asked]) -> bytes:
    """Return a catalogue as a file: these messages, in their order, with what was said for them before."""
    before = read(language, area)
    elsewhere = [read(language, other.stem) for other in sorted((FOLDER / language).glob("*.po"))]
    after = Catalog(locale=language)
    for one in messages:
        key = (one.one, one.many) if one.many is not None else one.one
        olds = (catalogue.get(one.one, one.context) for catalogue in (before, *elsewhere))
        kept = next((old for old in olds if old is not None and old.id == key and old.string), None)
        after.add(
            key,
            kept.string if kept else None,
            locations=[(one.source, 0)],
            flags=kept.flags if kept else (),
            user_comments=kept.user_comments if kept else (),
            context=one.context,
        )
    body = BytesIO()
    write_po(body, after, width=0, omit_header=True, include_lineno=False)
    label = Locale.parse(language).get_display_name("en") or language
    head = _ABOUT.format(label=label, area=area) + (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Plural-Forms: {after.plural_forms}\\n"\n\n'
    )
    return head.encode() + body.getvalue().strip() + b"\n"


def main() -> None:
    """Write every catalogue, or those of the areas that are named, and tell what is still to say."""
    wanted = files()
    for (language, area), messages in wanted.items():
        if sys.argv[1:] and area not in sys.argv[1:]:
            continue
        file = FOLDER / language / f"{area}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        new = written(language, area, messages)
        if not file.is_file() or file.read_bytes() != new:
            file.write_bytes(new)
        unsaid = [one.id for one in read(language, area) if one.id and (not one.string or not all(_forms(one.string)))]
        if unsaid:
            sys.stdout.write(f"{file.relative_to(ROOT)}: {len(unsaid)} to translate\n")
    for file in FOLDER.rglob("*.po"):
        if (file.parent.name, file.stem) not in wanted:
            file.unlink()


def _forms(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _message(function: object, words: object, path: Path) -> Iterator[Asked]:
    given: list[Any] = list(words) if isinstance(words, (tuple, list)) else [words]
    context = given.pop(0) if function in _IN_CONTEXT else None
    many = given[1] if function in _COUNTING and len(given) > 1 else None
    if given and isinstance(given[0], str):
        yield Asked(given[0], many, context, path.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    main()
