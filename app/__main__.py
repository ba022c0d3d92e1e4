"""So that `python -m app` is the `ovation` command."""

from app.cli import main

if __name__ == "__main__":
    main()
