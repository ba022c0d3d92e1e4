"""Matching: which speakers a post is about, with the evidence for each."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.entities import Hashtag, Tagged
from app.domain.event import Programme
from app.domain.match_clues import Clue, settle
from app.domain.match_handles import HandleIndex, handle_of
from app.domain.match_houses import Houses
from app.domain.match_inflected import Inflected, may_bend
from app.domain.match_korean import KoreanNames
from app.domain.match_lookalikes import Lookalikes
from app.domain.match_moments import Moments
from app.domain.match_names import NameIndex
from app.domain.match_near import NearNames
from app.domain.match_single import SingleNames
from app.domain.match_stage import clues as on_this_stage
from app.domain.match_threads import clues as around
from app.domain.match_times import Times
from app.domain.match_titles import Titles
from app.domain.match_words import Written, tag_of
from app.domain.mention import Evidence, Found
from app.domain.post import Post
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey
from app.domain.text import folded

_MOST_TAGS = 4_096


class SpeakerIndex:
    """All that points to the speakers of one programme. It never changes what it finds, so threads may share it."""

    def __init__(self, programme: Programme, *, hashtags: Iterable[str] = ()) -> None:
        """Index a programme. `hashtags` are the event's own (without #): they name the event, whoever is called so."""
        self._handles = HandleIndex(programme.speakers)
        self._names = NameIndex(programme.speakers, not_names=hashtags)
        self._near = NearNames(programme.speakers)
        self._inflected = Inflected(programme.speakers)
        self._korean = KoreanNames(programme.speakers)
        self._times = Times(programme.talks)
        self._single = SingleNames(programme.speakers, self._times)
        self._moments = Moments(programme.speakers, programme.talks, self._times)
        self._houses = Houses(programme.speakers)
        self._lookalikes = Lookalikes(programme.speakers)
        self._titles = Titles(programme.talks)
        self._speakers = frozenset(speaker.key for speaker in programme.speakers)
        self._idle_tags: set[str] = set()  # hashtags that name nobody; people repeat each other's
        self._interesting = self._names.words.union(
            self._near.words, self._inflected.words, self._single.words, self._single.owning
        )

    def authors(self, post: Post, *copies: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers whose account wrote a post, or a copy: one, but for an account that several share."""
        found = self._handles.owners(post.author)
        for copy in copies:
            found += tuple(speaker for speaker in self._handles.owners(copy.author) if speaker not in found)
        return found

    def find(self, post: Post, context: Context = Context()) -> tuple[Found, ...]:
        """Return each speaker that a post is about once, in order of appearance.

        A repost is about nobody, for its original speaks for itself, and no post is about its own author. What a copy
        says counts as well, and stands nowhere in this text.
        """
        if not post.is_original:
            return ()
        clues = self._clues(post, context)
        for copy in context.copies:
            told = self._clues(copy.post, Context(parent=copy.parent, quoted=copy.quoted))
            clues += [clue._replace(span=None) for clue in told]
        return settle(clues, own=self.authors(post, *(copy.post for copy in context.copies))) if clues else ()

    def _clues(self, post: Post, context: Context) -> list[Clue]:
        clues = self._told(post, context)
        if _has_thread(post, context):
            own = self.authors(post)
            if not any(clue.is_certain and clue.speakers[0] not in own for clue in clues):
                clues += around(post, context, self.spoken_of)
        return clues or (list(on_this_stage(post, self._times)) if self._times else clues)

    def spoken_of(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers whom a post's own words mean for certain."""
        if not post.is_original:
            return ()
        return tuple(sorted({clue.speakers[0] for clue in self._told(post, Context()) if clue.is_certain}))

    def _told(self, post: Post, context: Context) -> list[Clue]:
        """What a post says, whom its author chose, and whose posts it answers and quotes."""
        entities = post.entities
        told = self._handles.told(post) if entities.mentions else []
        strange = [tagged for tagged, owners in told if not owners]
        clues = self._handles.clues(post, context, told)
        if post.chosen:
            clues += [Clue((key,), Evidence.CHOSEN, 1.0) for key in post.chosen if key in self._speakers]
        if entities.hashtags:
            clues += self._by_hashtag(entities.hashtags)
        written = Written(post, self._interesting)
        if written.clues or not post.text.isascii() or may_bend(post.language):  # else it names nobody
            clues += self._named(written, strange, context)
        clues += self._titles.clues(written)
        clues += self._moments.clues(written, lambda: self._strangers(strange, context))
        if strange:
            tagged = [(mention, handle_of(mention, post)) for mention in strange]
            clues = self._lookalikes.weighed(clues, tagged, post.text)
            clues += self._lookalikes.clues(tagged)
            clues += self._moments.tagged(written, [one for one in tagged if self._lookalikes.alike(one[1]) is None])
        return clues

    def _named(self, written: Written, strange: Sequence[Tagged], context: Context) -> Iterator[Clue]:
        """Yield the names in a post; who comes first takes their place in the text."""
        if written.clues or not written.is_spaced:
            yield from self._names.clues(written)
        if written.clues:
            yield from self._near.clues(written)
        yield from self._inflected.clues(written)
        self._houses.take(written)
        if written.clues:
            yield from self._single.clues(written, lambda: self._strangers(strange, context))
        yield from self._single.bent(written)
        if not written.is_spaced:
            yield from self._korean.clues(written)
            yield from self._single.addressed(written)

    def _by_hashtag(self, hashtags: Iterable[Hashtag]) -> Iterator[Clue]:
        for hashtag in hashtags:
            if hashtag.text in self._idle_tags:
                continue
            tag = tag_of(hashtag.text)
            clue = self._names.tagged(hashtag, tag)
            if clue is None and not self._names.is_event(tag):
                clue = self._near.tagged(hashtag, tag)
            if clue is not None:
                yield clue
            else:
                if len(self._idle_tags) >= _MOST_TAGS:
                    self._idle_tags.clear()
                self._idle_tags.add(hashtag.text)

    def _strangers(self, tagged: Iterable[Tagged], context: Context) -> str:
        """The handles and names of those to whom a post speaks who are no speakers, folded."""
        beyond = (one for one in (context.parent, context.quoted) if one is not None and not self._handles.owners(one))
        return folded(" ".join([*(one.text for one in tagged), *(f"{one.handle} {one.name or ''}" for one in beyond)]))

    def hinted(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers of whom a first or last name stands in a post: no finding, but a reason for care."""
        return self._names.hinted(post.text)


def _has_thread(post: Post, context: Context) -> bool:
    return post.quote_of is not None or context.parent_post is not None or context.quoted_post is not None
