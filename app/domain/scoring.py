"""Scoring: what people say about posts, beside what Ovation read in them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.estimates import Estimate, Scored, Tally, kappa, precision_at_recall, scored, share
from app.domain.labelled import HOW, Compared, How, Label, Opinion, Said
from app.domain.verdict import Verdict

HEARD = 0.5  # of a tone: from there on the post is said to appreciate, or to ask
RECALL = 0.7  # at which the precision of promotion is told


_ROWS: tuple[tuple[str, frozenset[How]], ...] = (
    *((how.value.replace("_", " "), frozenset({how})) for how in How),
    ("handle or name", frozenset({How.HANDLE, How.NAME})),
    ("first name, talk, thread", frozenset({How.FIRST_NAME, How.TALK, How.THREAD})),
)


class Row(NamedTuple):
    """A line of a table: `n` is of what readers labelled, `asked` of that is left to a person."""

    name: str
    n: int
    scored: Scored
    asked: int | None = None


class Share(NamedTuple):
    """A share of `n` posts."""

    name: str
    n: int
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All that is told; empty where no label speaks of it."""

    attribution: Sequence[Row] = ()
    speakers: Sequence[Row] = ()
    posts: Sequence[Row] = ()
    questions: Row | None = None
    promotion: Share | None = None
    held: Sequence[Share] = ()
    hidden: Sequence[Share] = ()
    borderline_pairs: int = 0
    borderline_posts: int = 0
    kappas: Mapping[str, tuple[int, float]] = field(default_factory=dict)


def scores(compared: Sequence[Compared]) -> Scores:
    """Score all that was labelled; kappas are of labels alone: `kappas`."""
    attributed = [one for one in compared if one.label.about is not None]
    judged = [one for one in compared if one.label.appreciates not in {None, Said.BORDERLINE}]
    asking = [one for one in compared if one.label.question not in {None, Said.BORDERLINE}]
    selling = [one for one in compared if one.label.promotion not in {None, Said.BORDERLINE}]
    about = [one for one in attributed if one.label.about]
    return Scores(
        attribution=_attribution(attributed),
        speakers=_speakers(attributed),
        posts=[*_by_language(judged, _appreciation, lambda _: 1)],
        questions=Row("questions", len(asking), scored(map(_question, asking))) if asking else None,
        promotion=_promotion(selling),
        held=_shares(about, Verdict.HOLD),
        hidden=_shares(about, Verdict.HIDE),
        borderline_pairs=sum(
            pair.appreciates is Said.BORDERLINE for one in about for pair in (one.label.about or {}).values()
        ),
        borderline_posts=sum(one.label.appreciates is Said.BORDERLINE for one in compared),
    )


def kappas(labels: Iterable[Label]) -> Iterator[tuple[str, int, float]]:
    """Yield what two readers were compared in, how many times, and Cohen's kappa."""
    both = [label.readers for label in labels if label.readers is not None]
    posts = [(one.appreciates, two.appreciates) for one, two in both if one.appreciates and two.appreciates]
    pairs = [
        tuple(about[speaker].appreciates if speaker in about else None for about in (first, second))
        for first, second in ((one.about or {}, two.about or {}) for one, two in both)
        for speaker in {*first, *second}
    ]
    for name, told in (("posts", posts), ("posts and speakers", [(one, two) for one, two in pairs])):
        value = kappa(told)
        if value is not None:
            yield name, len(told), value


def _attribution(compared: Sequence[Compared]) -> list[Row]:
    """Count recall under what the reader saw, and precision under what Ovation gives as its evidence."""
    rows = []
    for name, hows in _ROWS:
        said = [speaker for one in compared for speaker in _said(one, hows)]
        if said or any(HOW.get(heard.evidence) in hows for one in compared for heard in one.answer.heard.values()):
            tallies = [_pointing(one, hows) for one in compared]
            asked = sum(speaker in one.answer.asked for one in compared for speaker in _said(one, hows))
            rows.append(Row(name, len(said), scored(tallies), asked))
    together = _by_language(compared, _pointing, lambda one: len(one.label.about or {}))
    return [*rows, *together] if compared else []


def _said(one: Compared, hows: Collection[How]) -> list[str]:
    return [speaker for speaker, about in (one.label.about or {}).items() if about.how in hows]


def _pointing(one: Compared, hows: Collection[How] | None = None) -> Tally:
    about, heard = one.label.about or {}, one.answer.heard
    said = list(about) if hows is None else _said(one, hows)
    found = [speaker for speaker, how in heard.items() if hows is None or HOW.get(how.evidence) in hows]
    return Tally(
        right=sum(speaker in about for speaker in found),
        found=len(found),
        caught=sum(speaker in heard for speaker in said),
        said=len(said),
    )


def _speakers(compared: Sequence[Compared]) -> list[Row]:
    """Score the appreciation of each speaker: from end to end, and where it was found who is meant."""
    if not compared:
        return []
    found = Row(
        "where the speaker was found",
        sum(who in one.answer.heard for one in compared for who in _decided(one)),
        scored(_directed(one, found_only=True) for one in compared),
    )
    return [*_by_language(compared, _directed, lambda one: len(_decided(one))), found]


def _decided(one: Compared) -> list[str]:
    return [who for who, about in (one.label.about or {}).items() if about.appreciates is not Said.BORDERLINE]


def _directed(one: Compared, *, found_only: bool = False) -> Tally:
    about, decided = one.label.about or {}, set(_decided(one))
    said = {who for who in decided if about[who].appreciates is Said.YES}
    found = {
        who for who, heard in one.answer.heard.items() if heard.appreciates and (who in decided or who not in about)
    }
    if found_only:
        said, found = said & one.answer.heard.keys(), found & decided
    return Tally(len(found & said), len(found), len(found & said), len(said))


def _appreciation(one: Compared) -> Tally:
    return _agreeing(one.label.appreciates is Said.YES, one.answer.tone.appreciation >= HEARD)


def _question(one: Compared) -> Tally:
    return _agreeing(one.label.question is Said.YES, one.answer.tone.question >= HEARD)


def _agreeing(is_said: bool, is_found: bool) -> Tally:  # noqa: FBT001 - two of a kind
    both = int(is_said and is_found)
    return Tally(both, int(is_found), both, int(is_said))


def _by_language(
    compared: Sequence[Compared], tally: Callable[[Compared], Tally], counted: Callable[[Compared], int]
) -> list[Row]:
    """Score all together, then each language of several, the most frequent first."""
    if not compared:
        return []
    spoken: dict[str, list[Compared]] = {}
    for one in compared:
        if counted(one) or any(tally(one)):
            spoken.setdefault(one.label.language or "und", []).append(one)
    apart = sorted(spoken.items(), key=lambda item: (-len(item[1]), item[0])) if len(spoken) > 1 else []
    return [
        Row(name, sum(map(counted, those)), scored(map(tally, those)))
        for name, those in (("together", compared), *apart)
    ]


def _promotion(compared: Sequence[Compared]) -> Share | None:
    found = precision_at_recall(
        [(one.label.promotion is Said.YES, one.answer.tone.promotion) for one in compared], RECALL
    )
    return None if found is None else Share("promotion", len(compared), found)


def _shares(compared: Sequence[Compared], verdict: Verdict) -> list[Share]:
    """Tell the share that meets a verdict, of all posts about a speaker and of kinds of them."""
    kinds: list[tuple[str, Callable[[Opinion], bool]]] = [
        ("about a speaker", lambda _: True),
        *((f"appreciates: {said}", lambda label, said=said: label.appreciates is said) for said in Said),
        ("critical", lambda label: label.criticism is Said.YES),
        ("not critical", lambda label: label.criticism is Said.NO),
    ]
    rows = []
    for name, belongs in kinds:
        met = [one.answer.verdict is verdict for one in compared if belongs(one.label)]
        if (found := share(met)) is not None:
            rows.append(Share(name, len(met), found))
    return rows
