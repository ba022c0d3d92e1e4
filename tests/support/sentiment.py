"""Posts of labels/xlm-t-sentiment as an archive, so that labels of them can be scored.

python -m tests.support.sentiment > posts.jsonl
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.shared_data import data_root

LANGUAGES = ("arabic", "french", "german", "hindi", "italian", "portuguese", "spanish")


def lines(root: Path) -> Iterator[dict[str, Any]]:
    """Yield archive lines of every validation text; an id names its language and line, from 1."""
    for language in LANGUAGES:
        texts = root / "labels" / "xlm-t-sentiment" / "data" / "sentiment" / language / "val_text.txt"
        for number, text in enumerate(texts.read_text(encoding="utf-8").split("\n"), 1):
            if text:
                yield {
                    "network": "x",
                    "id": f"xlm-t-{language}-val-{number}",
                    "created_at": "2020-01-01T00:00:00Z",
                    "author": {"handle": "someone", "name": None, "followers": None},
                    "text": text,
                    "mentions": [],
                    "hashtags": [],
                }


if __name__ == "__main__":
    for line in lines(data_root()):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
