"""Every case of twitter-text's extract.yml, read from the file: none skipped, none altered."""

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.entities import Span
from app.networks import entities
from tests.support.shared_data import data_root, shared_data

_PARTS = ("conformance", "twitter-text", "extract.yml")
_ABSENT = "where the suite is absent"


@functools.cache
def _suite(path: Path) -> dict[str, list[dict[str, Any]]]:
    suite: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    return suite


def _cases() -> list[Any]:
    path = data_root().joinpath(*_PARTS)
    if not path.exists():
        return [pytest.param("", 0, id=_ABSENT)]
    return [
        pytest.param(kind, at, id=f"{kind}: {case['description']}")
        for kind, cases in _suite(path).items()
        for at, case in enumerate(cases)
    ]


def _shown(text: str, spans: Iterable[Span]) -> list[str]:
    return [span.of(text)[1:] for span in spans]


def _indexed(name: str, text: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{name: span.of(text)[1:], "indices": list(span)} for span in spans]


def _lists(text: str) -> list[dict[str, Any]]:
    return [
        {"screen_name": text[start + 1 : end - len(slug)], "list_slug": slug, "indices": [start, end]}
        for start, end, slug in entities.mentions_and_lists(text)
    ]


def _urls(text: str) -> list[str]:
    return [link.text for link in entities.links(text)]


def _urls_with_indices(text: str) -> list[dict[str, Any]]:
    return [{"url": link.text, "indices": list(link.span or ())} for link in entities.links(text)]


def _tags(text: str) -> list[str]:
    return [tag.tag for tag in entities.entities(text).hashtags]


_EXTRACTORS: dict[str, Callable[[str], Any]] = {
    "mentions": lambda text: _shown(text, entities.mentions(text)),
    "mentions_with_indices": lambda text: _indexed("screen_name", text, entities.mentions(text)),
    "mentions_or_lists_with_indices": _lists,
    "replies": entities.addressee,
    "urls": _urls,
    "urls_with_indices": _urls_with_indices,
    "urls_with_directional_markers": _urls_with_indices,
    "tco_urls_with_params": _urls,
    "hashtags": _tags,
    "hashtags_from_astral": _tags,
    "hashtags_with_indices": lambda text: _indexed("hashtag", text, entities.hashtags(text)),
    "cashtags": lambda text: _shown(text, entities.cashtags(text)),
    "cashtags_with_indices": lambda text: _indexed("cashtag", text, entities.cashtags(text)),
}


@pytest.mark.parametrize(("kind", "at"), _cases())
def test_the_case_conforms(kind: str, at: int) -> None:
    case = _suite(shared_data(*_PARTS))[kind][at]
    assert _EXTRACTORS[kind](case["text"]) == case["expected"]


def test_the_suite_is_whole() -> None:
    assert sum(len(cases) for cases in _suite(shared_data(*_PARTS)).values()) == 238
