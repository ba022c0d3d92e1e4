"""Reading: a post goes in, and out comes all that Ovation understands of it."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.appraisal import Appraiser, promotion_signs
from app.domain.deciding import Asked, decide, questions
from app.domain.delivery import deliver, nearest
from app.domain.event import Programme
from app.domain.event_words import NO_WORDS, EventWords
from app.domain.judging import CAREFUL, judge
from app.domain.matching import SpeakerIndex
from app.domain.mention import Found, Mention
from app.domain.post import Post
from app.domain.reading import Context, Copied, Reading
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import folded
from app.domain.tone import Tone

APPRECIATES = 0.5  # of the appreciation directed at a speaker: tone.py


class Reader:
    """Reads posts for one programme: match, appraise, deliver, judge. Immutable, so threads may share it."""

    def __init__(
        self, programme: Programme, model: Appraiser, hashtags: Iterable[str] = (), words: EventWords = NO_WORDS
    ) -> None:
        self._programme = programme
        self._model = model
        self._words = words
        self._speakers = {speaker.key: speaker for speaker in programme.speakers}
        self._names = _told_apart(programme.speakers)
        tags = tuple(hashtags)
        self._tags = frozenset(folded(tag) for tag in tags)
        self._index = SpeakerIndex(programme, hashtags=tags)

    @property
    def programme(self) -> Programme:
        """The programme that posts are read for."""
        return self._programme

    def speaks_of(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers whom a post's own words mean for certain, for whoever answers or quotes it."""
        return self._index.spoken_of(post)

    def authors(self, post: Post, *copies: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers who wrote a post, or a copy of it: one, but for an account that several share."""
        return self._index.authors(post, *copies)

    def read(self, post: Post, context: Context = Context()) -> Reading:
        """Read one post: a function of the post, the programme and the context alone."""
        decided = decide(post, self._index.find(post, context), context.answers, self._programme, context.thread)
        found = decided.found
        heard = self._words.heard(post)
        tone = self._tone(heard)
        directed = self._directed(heard, found, tone, context)
        mentions = tuple(self._mention(post, one, directed, context) for one in found if one.certain)
        candidates = tuple(self._mention(post, one, directed, context) for one in found if not one.certain)
        dismissed = tuple(self._mention(post, one, {}, context) for one in decided.dismissed)
        copies = [copy.post for copy in context.copies]
        verdict, why = judge(
            heard,
            mentions,
            candidates,
            tone,
            names=self._names,
            author=self.authors(post, *copies),
            hinted=self._index.hinted(post) if not found and tone.criticism >= CAREFUL else (),
            signs=promotion_signs(heard.text, post.entities) if tone.promotion else (),
            tagged=not self._tags or self._is_tagged(post) or any(map(self._is_tagged, copies)),
        )
        return Reading(
            mentions=mentions,
            candidates=candidates,
            dismissed=dismissed,
            tone=tone,
            verdict=verdict,
            why=why,
            language=post.language,
        )

    def asks(self, post: Post, context: Context = Context()) -> tuple[Asked, ...]:
        """Return what a post asks of a person, whatever was answered so far."""
        return questions(post, self._index.find(post, context), self._programme)

    def _is_tagged(self, post: Post) -> bool:
        return any(folded(hashtag.tag) in self._tags for hashtag in post.entities.hashtags)

    def _directed(self, post: Post, found: Sequence[Found], tone: Tone, context: Context) -> Mapping[SpeakerKey, float]:
        """How much appreciation is for each speaker; where a copy names somebody whom this text does not, as there."""
        if not found:
            return {}
        directed = dict(self._model.directed(post, found, tone))
        for copy in context.copies:
            told = self._index.find(copy.post, Context(parent=copy.parent, quoted=copy.quoted))
            if told:
                for speaker, value in self._model.directed(self._words.heard(copy.post), told, tone).items():
                    directed[speaker] = max(value, directed.get(speaker, 0.0))
        return directed

    def _tone(self, post: Post) -> Tone:
        if not post.is_original:
            return Tone()  # somebody else's words
        return self._model.tone(post.text, language=post.language, entities=post.entities)

    def _mention(self, post: Post, found: Found, directed: Mapping[SpeakerKey, float], context: Context) -> Mention:
        speaker = self._speakers[found.speaker]
        answered = found.speaker in context.answered_by
        delivered, reason = nearest(
            deliver(
                one.post,
                speaker,
                answered=answered,
                addressed=[account for account in (one.parent, one.quoted) if account is not None],
            )
            for one in (Copied(post=post, parent=context.parent, quoted=context.quoted), *context.copies)
        )
        appreciation = directed.get(found.speaker, 0.0)
        return Mention(
            speaker=found.speaker,
            evidence=found.evidence,
            confidence=found.confidence,
            span=found.span,
            appreciates=appreciation >= APPRECIATES,
            appreciation=appreciation,
            delivered=delivered,
            reason=reason,
            decision=found.decision,
        )


def _told_apart(speakers: Iterable[Speaker]) -> dict[SpeakerKey, str]:
    """Return what to call each speaker so that a moderator knows whom of two with one name is meant."""
    named: dict[str, list[Speaker]] = {}
    for speaker in speakers:
        named.setdefault(speaker.name, []).append(speaker)
    return {
        one.key: name if len(sharing) == 1 else f"{name} ({one.organisation or one.key})"
        for name, sharing in named.items()
        for one in sharing
    }
