"""Typing errors: whether a word is a name with one letter wrong, and no longer word that holds the name."""

_LEAST_LETTERS = 5  # Dianne and Horwitz; of a shorter name too many words are one letter away


def is_one_typo_away(written: str, known: str) -> bool:
    """Whether two folded words differ by one letter more, less or other, or by two neighbours that changed places.

    The first letter is right in nearly all typing errors, and a letter more at an end makes a longer word (Annas).
    """
    least = min(len(written), len(known))
    if least < _LEAST_LETTERS - 1 or len(known) < _LEAST_LETTERS or written == known:
        return False
    if written[0] != known[0] or not written.isalpha():
        return False
    same = _common(written, known)
    match len(written) - len(known):
        case 0:
            rest, wanted = written[same:], known[same:]
            return rest[1:] == wanted[1:] or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
        case 1:
            return not written.startswith(known) and not written.endswith(known) and written[same + 1 :] == known[same:]
        case -1:
            return written[same:] == known[same + 1 :]
        case _:
            return False


def _common(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
