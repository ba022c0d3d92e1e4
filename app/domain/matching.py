"""Matching: which speakers a post is about, with the evidence for each."""

from collections.abc import Iterable

from app.domain.event import Programme
from app.domain.match_clues import Clue, settle
from app.domain.match_handles import HandleIndex
from app.domain.match_names import NameIndex
from app.domain.match_near import NearNames
from app.domain.match_words import Written
from app.domain.mention import Found
from app.domain.post import Post
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey


class SpeakerIndex:
    """All that points to the speakers of one programme; immutable, so threads may share it."""

    def __init__(self, programme: Programme, *, hashtags: Iterable[str] = ()) -> None:
        """Index a programme. `hashtags` are the event's own (without #): they name the event, whoever is called so."""
        self._handles = HandleIndex(programme.speakers)
        self._names = NameIndex(programme.speakers, not_names=hashtags)
        self._near = NearNames(programme.speakers)

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
        written = Written(post)
        clues = [*self._handles.clues(post, context), *self._names.clues(written)]
        clues += self._near.tagged(self._names.strange(post.entities.hashtags))
        clues += self._near.clues(written, [clue.span for clue in clues if clue.span is not None])
        return clues

    def hinted(self, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers of whom a first or last name stands in a post: no finding, but a reason for care."""
        return self._names.hinted(post.text)
