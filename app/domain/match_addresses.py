"""Addresses in a text: a name that stands in somebody's handle or in a link names nobody."""

import re
from bisect import bisect_left

from app.domain.entities import Span
from app.domain.post import Post

_ADDRESS = re.compile(r"\S*[./]\S*")  # a link's text may be a name as well


class Addresses:
    """Where the handles and links of one post stand."""

    def __init__(self, post: Post) -> None:
        handles = [tagged.span for tagged in post.entities.mentions if tagged.span is not None]
        links = [
            link.span
            for link in post.entities.links
            if link.span is not None and _ADDRESS.fullmatch(link.span.of(post.text))
        ]
        self._spans = sorted([*handles, *links])
        self._handles = frozenset(handles)

    def hold(self, span: Span) -> bool:
        """Whether a name stands in one of them; "@Jane Doe" names Jane Doe, though @Jane is somebody else."""
        for at in range(bisect_left(self._spans, (span.end,)) - 1, -1, -1):
            place = self._spans[at]
            if place.end <= span.start:
                return False  # entities do not overlap, so none before reaches further
            if place not in self._handles or place.start + 1 != span.start or place.end >= span.end:
                return True
        return False
