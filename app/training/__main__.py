"""`python -m app.training --data ../shared/data [--out DIR]` writes every weight file anew, byte for byte the same."""

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain.appraisal_weights import HEADS
from app.domain.errors import BadInput
from app.training.corpus import SAID

SHIPPED = Path(__file__).resolve().parents[1] / "domain" / "weights"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train every head and write its file; returns the exit code (2: nothing could be done)."""
    parser = argparse.ArgumentParser(prog="python -m app.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds labels/goemotions")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where to write (default: the weights that ship)")
    parser.add_argument("--said", type=Path, default=SAID, help="the folder of invented posts (default: ours)")
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("sklearn") is None:
        sys.stderr.write("training needs scikit-learn: install the dependency group `training`\n")
        return 2
    # Imported late: without scikit-learn the sentence above is all that anyone should see.
    from app.training.files import written  # noqa: PLC0415 - see above

    try:
        for path, told in written(options.data, options.out, HEADS, options.said):
            sys.stdout.write(f"{path}: {told}\n")
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
