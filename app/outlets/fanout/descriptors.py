"""How many viewers there is room for: each is a file descriptor, and some are kept for everything else."""

import contextlib
import sys

KEPT = 200  # for pages, the database and the sources that are followed


if sys.platform == "win32":  # where sockets are not counted with files

    def raise_limit() -> None:
        """Leave everything as it is."""

    def is_kept(_descriptor: int) -> bool:
        """Tell that there is room."""
        return False

else:
    import resource

    def raise_limit() -> None:
        """Let this process open as many files as it may; the usual soft limit of 1,024 is no audience."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):  # some systems say "no limit" and mean another
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    def is_kept(descriptor: int) -> bool:
        """Tell whether a new descriptor is among the kept ones: each gets the lowest number that is free."""
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return soft != resource.RLIM_INFINITY and descriptor >= soft - KEPT
