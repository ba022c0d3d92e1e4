"""Reading: a post goes in, and out comes all that Ovation understands of it."""

from collections.abc import Iterable, Mapping

from app.domain.appraisal import Appraiser, promotion_signs
from app.domain.delivery import deliver
from app.domain.event import Programme
from app.domain.judging import CAREFUL, judge
from app.domain.matching import SpeakerIndex
from app.domain.mention import Found, Mention
from app.domain.post import Post
from app.domain.reading import Context, Reading
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import folded
from app.domain.tone import Tone

APPRECIATES = 0.5  # of the appreciation directed at a speaker: tone.py


class Reader:
    """Reads posts for one programme: match, appraise, deliver, judge. Immutable, so threads may share it."""

    def __init__(self, programme: Programme, model: Appraiser, hashtags: Iterable[str] = ()) -> None:
        self._programme = programme
        self._model = model
        self._speakers = {speaker.key: speaker for speaker in programme.speakers}
        self._names = _told_apart(programme.speakers)
        tags = tuple(hashtags)
        self._tags = frozenset(folded(tag) for tag in tags)
        self._index = SpeakerIndex(programme, hashtags=tags)

    @property
    def programme(self) -> Programme:
        """The programme that posts are read for."""
        return self._programme

    def authors(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers who wrote a post: one, but for an account that several share."""
        return self._index.authors(post)

    def read(self, post: Post, context: Context = Context()) -> Reading:
        """Read one post: a function of the post, the programme and the context alone."""
        found = self._index.find(post, context)
        tone = self._tone(post)
        directed = self._model.directed(post, found, tone) if found else {}
        mentions = tuple(self._mention(post, one, directed, context) for one in found if one.certain)
        candidates = tuple(self._mention(post, one, directed, context) for one in found if not one.certain)
        verdict, why = judge(
            post,
            mentions,
            candidates,
            tone,
            names=self._names,
            author=self.authors(post),
            hinted=self._index.hinted(post) if not found and tone.criticism >= CAREFUL else (),
            signs=promotion_signs(post.text, post.entities) if tone.promotion else (),
            tagged=not self._tags or any(folded(hashtag.tag) in self._tags for hashtag in post.entities.hashtags),
        )
        return Reading(
            mentions=mentions, candidates=candidates, tone=tone, verdict=verdict, why=why, language=post.language
        )

    def _tone(self, post: Post) -> Tone:
        if not post.is_original:
            return Tone()  # somebody else's words
        return self._model.tone(post.text, language=post.language, entities=post.entities)

    def _mention(self, post: Post, found: Found, directed: Mapping[SpeakerKey, float], context: Context) -> Mention:
        speaker = self._speakers[found.speaker]
        addressed = [account for account in (context.parent, context.quoted) if account is not None]
        delivered, reason = deliver(post, speaker, answered=found.speaker in context.answered_by, addressed=addressed)
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
