"""Labels of posts as people write them down: a line of JSON a post, in the words of docs/scoring.md."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msgspec

from app.domain.errors import BadInput
from app.domain.labelled import About, How, Label, Opinion, Said
from app.domain.text import folded
from app.networks.archive.read import records
from app.networks.archive.roster import Roster

_WORDS = {"yes": Said.YES, "appreciates": Said.YES, "borderline": Said.BORDERLINE, "no": Said.NO}


_Told: TypeAlias = str | bool | None


class _Opinion(msgspec.Struct, kw_only=True):
    appreciates: _Told = None
    about: list[tuple[str | int, str, str | bool]] | None = None
    question: _Told = None
    promotion: _Told = None
    criticism: _Told = None
    language: str | None = None


class _Line(_Opinion, kw_only=True):
    id: str | int
    event: str | None = None
    one: _Opinion | None = None
    two: _Opinion | None = None
    settled: _Opinion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of a file, in its order, each post once; `problems` are lines that could not be used, and why."""

    labels: tuple[Label, ...]
    problems: tuple[str, ...]


def read_labels(path: Path, roster: Roster | None) -> Labels:
    """Read a file of labels; BadInput when it cannot be read at all.

    Without a roster nothing is known about speakers. Where an event has no post about anybody, the roster is another
    event's: its posts say nothing about attribution. Where any line has a second reader, a line without one agrees.
    """
    speakers = {} if roster is None else _speakers(roster)
    lines: dict[str, _Line] = {}
    problems = []
    for number, line in records(path):
        try:
            told = _decoded(line, lines)
            _label(told, speakers, has_speakers=True, has_two=True)
            lines[str(told.id)] = told
        except BadInput as error:
            problems.append(f"{path.name} line {number}: {error.args[0]}")
    known = {line.event for line in lines.values() if roster is not None and _settled(line).about}
    has_two = any(line.two is not None for line in lines.values())
    return Labels(
        labels=tuple(
            _label(line, speakers, has_speakers=line.event in known, has_two=has_two) for line in lines.values()
        ),
        problems=tuple(problems),
    )


def _decoded(line: Mapping[str, object] | BadInput, before: Collection[str]) -> _Line:
    if isinstance(line, BadInput):
        raise line
    try:
        told = msgspec.convert(line, _Line)
    except msgspec.ValidationError as error:
        raise BadInput(str(error)) from error
    if str(told.id) in before:
        raise BadInput(f"{told.id} has been labelled before")
    return told


def _settled(line: _Line) -> _Opinion:
    return line.settled or line.one or line


def _label(line: _Line, speakers: Mapping[str, str], *, has_speakers: bool, has_two: bool) -> Label:
    known = speakers if has_speakers else {}
    one = line.one or line
    readers = (_opinion(one, known), _opinion(line.two or one, known)) if has_two else None
    return Label(
        post=str(line.id),
        event=line.event,
        opinion=_opinion(_settled(line), known),
        readers=readers,
    )


def _opinion(told: _Opinion, speakers: Mapping[str, str]) -> Opinion:
    return Opinion(
        appreciates=_said(told.appreciates),
        about=None if told.about is None or not speakers else dict(_about(told, speakers)),
        question=_said(told.question),
        promotion=_said(told.promotion),
        criticism=_said(told.criticism),
        language=told.language,
    )


def _about(told: _Opinion, speakers: Mapping[str, str]) -> Iterator[tuple[str, About]]:
    for who, how, label in told.about or ():
        speaker = speakers.get(str(who)) or speakers.get(folded(str(who)))
        if speaker is None:
            raise BadInput(f"the roster has no speaker {who!r}: name one as it does, or by the number of the line")
        if how not in set(How):
            raise BadInput(f"{how!r} is no way to be meant: {', '.join(How)}")
        yield speaker, About(How(how), _said(label) or Said.NO)


def _said(told: _Told) -> Said | None:
    if told is None:
        return None
    if isinstance(told, bool):
        return Said.YES if told else Said.NO
    try:
        return _WORDS[told]
    except KeyError as error:
        raise BadInput(f"{told!r} is no label: yes, borderline or no") from error


def _speakers(roster: Roster) -> dict[str, str]:
    """Return the roster's id of each id and name; a name that two share is nobody's."""
    named: dict[str, list[str]] = {}
    for speaker in roster.speakers:
        named.setdefault(folded(speaker.name), []).append(str(roster.roster_ids[speaker.key]))
    ids = {str(roster_id): str(roster_id) for roster_id in roster.roster_ids.values()}
    return {name: told[0] for name, told in named.items() if len(told) == 1} | ids
