"""Matching: which speakers a post is about, with the evidence for each."""

from collections.abc import Iterable

from app.domain.entities import Tagged
from app.domain.event import Programme
from app.domain.match_clues import Clue, settle
from app.domain.match_handles import HandleIndex, handle_of
from app.domain.match_inflected import Inflected
from app.domain.match_lookalikes import Lookalikes
from app.domain.match_names import NameIndex
from app.domain.match_near import NearNames
from app.domain.match_single import SingleNames
from app.domain.match_stage import clues as on_this_stage
from app.domain.match_threads import clues as around
from app.domain.match_times import Times
from app.domain.match_titles import Titles
from app.domain.match_words import Written
from app.domain.mention import Found
from app.domain.post import Post
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey
from app.domain.text import folded


class SpeakerIndex:
    """All that points to the speakers of one programme; immutable, so threads may share it."""

    def __init__(self, programme: Programme, *, hashtags: Iterable[str] = ()) -> None:
        """Index a programme. `hashtags` are the event's own (without #): they name the event, whoever is called so."""
        self._handles = HandleIndex(programme.speakers)
        self._names = NameIndex(programme.speakers, not_names=hashtags)
        self._near = NearNames(programme.speakers)
        self._inflected = Inflected(programme.speakers)
        self._times = Times(programme.talks)
        self._single = SingleNames(programme.speakers, self._times)
        self._lookalikes = Lookalikes(programme.speakers)
        self._titles = Titles(programme.talks)

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
        return clues or list(on_this_stage(post, self._times))

    def spoken_of(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers whom a post's own words mean for certain."""
        if not post.is_original:
            return ()
        return tuple(sorted({clue.speakers[0] for clue in self._told(post, Context()) if clue.is_certain}))

    def _told(self, post: Post, context: Context) -> list[Clue]:
        """What a post says, and whose posts it answers and quotes."""
        written = Written(post)
        clues = [*self._handles.clues(post, context), *self._names.clues(written)]
        clues += self._near.tagged(self._names.strange(written))
        clues += self._near.clues(written)
        clues += self._inflected.clues(written)
        strange = [mention for mention in post.entities.mentions if not self._handles.owned(mention, post)]
        clues += self._single.clues(written, lambda: self._strangers(strange, context))
        clues += self._single.addressed(written)
        clues += self._titles.clues(written)
        if not strange:
            return clues
        tagged = [(mention, handle_of(mention, post)) for mention in strange]
        return [*self._lookalikes.weighed(clues, tagged, post.text), *self._lookalikes.clues(tagged)]

    def _strangers(self, tagged: Iterable[Tagged], context: Context) -> str:
        """The handles and names of those to whom a post speaks who are no speakers, folded."""
        beyond = (one for one in (context.parent, context.quoted) if one is not None and not self._handles.owners(one))
        return folded(" ".join([*(one.text for one in tagged), *(f"{one.handle} {one.name or ''}" for one in beyond)]))

    def hinted(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers of whom a first or last name stands in a post: no finding, but a reason for care."""
        return self._names.hinted(post.text)


def _has_thread(post: Post, context: Context) -> bool:
    return post.quote_of is not None or context.parent_post is not None or context.quoted_post is not None
