"""Where the parts that are not Python stand: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def web() -> Path:
    """The folder with `templates/` and `static/`."""
    return _found("_web", "web")


def migrations() -> Path:
    """The folder with Alembic's `env.py` and `versions/`."""
    return _found("_migrations", "migrations")


def _found(packed: str, beside: str) -> Path:
    inside = _PACKAGE / packed
    return inside if inside.is_dir() else _PACKAGE.parent / beside


def demo() -> Path:
    """The folder with the demo's events."""
    return _PACKAGE / "demo"
