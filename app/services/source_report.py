"""How sources fare, for programs: the JSON of /api/v1/events/{event}/sources."""

from datetime import datetime, timedelta
from typing import Any

from app.domain.source import Gap
from app.outlets.times import rfc3339
from app.services.sources import SourcesHealth, SourceView


def sources_json(health: SourcesHealth) -> dict[str, Any]:
    """Return what a page shows, as JSON: times in RFC 3339 and UTC, spans in seconds, null where nothing is known.

    Neither options nor secrets of a source are in it.
    """
    return {
        "event": health.event.slug,
        "late": health.late,
        "sources": [_source(view) for view in health.sources],
    }


def _source(view: SourceView) -> dict[str, Any]:
    health = view.health
    return {
        "name": view.name,
        "network": view.network,
        "state": health.state,
        "why": health.why,
        "since": _moment(health.since),
        "heard_at": _moment(health.heard_at),
        "late_by": _seconds(view.late_by),
        "last_post_at": _moment(health.last_post_at),
        "posts": health.posts,
        "malformed": health.malformed,
        "received_lag": _seconds(health.received_lag),
        "shown_lag": _seconds(health.shown_lag),
        "retry_at": _moment(health.retry_at),
        "gaps": [_gap(gap) for gap in view.gaps],
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "from": _moment(gap.from_at),
        "until": _moment(gap.until_at),
        "why": gap.why,
        "filled_at": _moment(gap.filled_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 3)
