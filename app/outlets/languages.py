"""In which language the house speaks just now, and its words in it: catalogues of web/languages, read by Babel."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from gettext import NullTranslations
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlencode

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app import assets
from app.domain.look import Language
from app.domain.phrase import Phrase, Several, begun
from app.outlets.rows import in_row

ENGLISH = Language.ENGLISH.value
_OURS = frozenset(one.value for one in Language)
_LOCALES = {ENGLISH: "en_GB"}  # days before months, and 24 hours


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language; `query` is what the reader's address asked for, where that reader may choose another language."""

    language: str = ENGLISH
    query: Sequence[tuple[str, str]] | None = None


class Tongue(NamedTuple):
    """A language that a reader may choose: its code, its name in itself, where to, and whether it is spoken now."""

    code: str
    name: str
    href: str
    now: bool


_SPOKEN: ContextVar[Spoken] = ContextVar("spoken", default=Spoken())  # noqa: B039 - it is frozen


@contextmanager
def speaking(language: str | None, query: Sequence[tuple[str, str]] | None = None) -> Iterator[None]:
    """Speak a language for a while; what is none of ours is English."""
    code = (language or ENGLISH).lower()
    token = _SPOKEN.set(Spoken(code if code in _OURS else ENGLISH, query))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> Spoken:
    """Return what is spoken just now: English, where nobody said otherwise."""
    return _SPOKEN.get()


def locale() -> Locale:
    """Return Babel's locale of the language that is spoken now."""
    return _locale(_SPOKEN.get().language)


def tongues() -> tuple[Tongue, ...]:
    """Return the languages that the reader of this page may choose; none where the event or a letter decides."""
    here = _SPOKEN.get()
    if here.query is None:
        return ()
    kept = [(name, value) for name, value in here.query if name != "lang"]
    return tuple(
        Tongue(one.value, one.label, "?" + urlencode([*kept, ("lang", one.value)]), one.value == here.language)
        for one in Language
    )


@cache
def catalogue(language: str) -> NullTranslations:
    """Return a language's words; those of English are the messages themselves."""
    folder = assets.web() / "languages" / language
    if language not in _OURS or not folder.is_dir():
        return NullTranslations()
    whole = Catalog(locale=language)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language, abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def say(english: str, /, **parts: Any) -> str:
    """Say a message, or a Phrase that Python made, in the language that is spoken now.

    Parts fill {braces}. With parts that are Markup the answer is Markup, and everything else in it is escaped.
    """
    if isinstance(english, Phrase):
        return _said(english)
    words = _message(_SPOKEN.get().language, english)
    return _filled(words, parts) if parts else words


def say_number(one: str, many: str, n: int, /, **parts: Any) -> str:
    """Say how many: `{n}` is written as the language writes numbers."""
    return _filled(_words().ngettext(one, many, n), {"n": format_decimal(n, locale=locale()), **parts})


def say_in(context: str, english: str, /, **parts: Any) -> str:
    """Say a word whose English means several things; the context tells which."""
    return _filled(_words().pgettext(context, english), parts)


def as_filter(speaks: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that is asked at every rendering: of constants, Jinja would ask once, in whatever language."""

    @pass_context
    @wraps(speaks)
    def ask(_: Context, *given: Any, **more: Any) -> str:
        return speaks(*given, **more)

    return ask


def install(environment: Environment) -> None:
    """Teach an environment of templates to speak: `_`, `_n`, `_p`, `{% trans %}` and `tongues()`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda english: _words().gettext(english),
        lambda one, many, n: _words().ngettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, english: _words().pgettext(context, english),
        npgettext=lambda context, one, many, n: _words().npgettext(context, one, many, n),
    )
    environment.globals.update(_=say, _n=say_number, _p=say_in, tongues=tongues)


@lru_cache(maxsize=4096)  # walls say the same seventy at every painting
def _message(language: str, english: str) -> str:
    return catalogue(language).gettext(english) if english else ""


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def _words() -> NullTranslations:
    return catalogue(_SPOKEN.get().language)


def _said(phrase: Phrase) -> str:
    made = phrase.made
    parts = {name: _said_part(part) for name, part in made.parts.items()}
    if made.many is not None and made.n is not None:
        said = say_number(made.message, made.many, made.n, **parts)
    elif made.context is not None:
        said = _filled(_words().pgettext(made.context, made.message), parts)
    else:
        said = _filled(_message(_SPOKEN.get().language, made.message), parts)
    return begun(said) if made.capital else said


def _said_part(part: Any) -> Any:
    if isinstance(part, Phrase):
        return _said(part)
    if isinstance(part, Several):
        return in_row([_said_part(item) for item in part.items], part.way, locale())
    return format_decimal(part, locale=locale()) if isinstance(part, int | float) else part


def _filled(words: str, parts: Mapping[str, Any]) -> str:
    if not parts:
        return words
    if any(isinstance(part, Markup) for part in parts.values()):
        return escape(words).format(**parts)
    return words.format(**parts)
