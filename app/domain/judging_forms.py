"""What a post does by its form alone: whether it tells what somebody said, or reports what somebody does on stage."""

import re

from app.domain.appraisal_features import HANDLE, LINK, SOMEBODY

_QUOTE = "qqq"
_QUOTED = re.compile(r'"[^"@]{3,}"|[“„«][^“”„«»@]{3,}[”“»]')
_TAG = re.compile(r"[#＃]\w+")
_BLANKS = re.compile(r"\s+")

_SAYS = (
    r"(?:says|said|shows|showed|explains|explained|argues|reports|points out|mentions|notes|reminds us|tells us|told us"
    r"|suggests|finds|found|warns|admits|demonstrates|stresses|concludes|predicts|describes|learned|asks"
    r"|recommends|estimates|states)"
)
_DOES = (
    _SAYS[:-1] + r"|proposes|outlines|distinguishes|presents|discusses|introduces|compares|reviews"
    r"|talks (?:us )?(?:through|about)|talking about|walks (?:us )?through|walking (?:us )?through|takes us through"
    r"|speaks (?:about|on)|speaking (?:about|on)|makes the case|calls for|ends with|opens with|starts with|closes with"
    r"|dedicates|quotes|prefers|gives the numbers|moderates|on stage|will|traces|covers|shares|announces|starts|brings"
    r"|brought|thanks|reads"
    r"|is (?:taking|on stage|speaking|talking|presenting|showing|explaining|up next|now|running|using))"
)
_NOW = r"(?:(?:now|so|today|next|up next|and|live|here)[:,]? )*"
_FROM = r"(?:according to|today i learned (?:from|via)|til (?:from|via))"
_END = r"[\s.]*$"
_WHERE = r"(?:,? (?:keynote|talk|session|panel|opening|closing|in|at|on|during|from)\b[^.!?]{0,60})?"
_LED = (
    rf"\W*(?:(?:from|live from|via|and|now|so|today|listening to|{_FROM}|takeaway from|key points from|quote from) )?"
)
_BEHIND = (
    r"(?:@,? (?:says|said|explains|explained|warns|tells us|argues|reports|notes|points out)"
    r"|(?:says|explains|warns|argues|notes) @)"
)
# In all of these @ stands for somebody, qqq for what is quoted; tags and links are gone, and all is in lower case.
_TOLD = tuple(
    re.compile(pattern)
    for pattern in (
        _LED + r"@(?:\s*[,&]?\s*(?:from the stage|on \w+|and @))?\s*:\s*\S",
        rf"\W*{_NOW}@,? {_SAYS} (?:that|how|why|what|where|when|whether|if|the difference|the story)\b(?! not to)",
        rf"\W*(?:qqq|[^@]{{12,}}),? {_BEHIND}{_END}",
        rf"\W*(?:slide:? ?)?qqq[\s.,]*(?:[-–—~]+|\(|says|said|by|via)?\s*@(?: opens| closes)?\)?{_WHERE}{_END}",
        rf"\W*@ (?:says|calls|opens with|opens|defines|quotes|:)\s.{{0,40}}qqq{_END}",
        rf"\W*{_FROM} @",
    )
)
_REPORTED = re.compile(rf"\W*{_NOW}@(?: and @)?,? (?:{_DOES}\b|on \w)")


def plain_form(text: str) -> str:
    """Return a text, in which people already are @, as the forms read it."""
    text = HANDLE.sub(SOMEBODY, LINK.sub(" ", _TAG.sub(" ", text)))
    return _BLANKS.sub(" ", _QUOTED.sub(f" {_QUOTE} ", text)).strip().lower()


def is_told(form: str) -> bool:
    """Whether all that it says is what somebody said: "@x: …", "@x shows that …", a quotation with a name behind it."""
    return any(pattern.match(form) for pattern in _TOLD)


def is_reported(form: str) -> bool:
    """Whether it begins like a report of what somebody does: "now @x on …", "@x walks us through …"."""
    return _REPORTED.match(form) is not None
