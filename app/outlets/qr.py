"""QR codes, made here: no wall and no letter asks somebody else for one."""

from io import BytesIO

import segno

_DARK, _LIGHT = "#131033", "#ffffff"  # --ink-900 on white, whatever the theme: scanners want dark on light
_QUIET = 4  # modules around the code, as ISO/IEC 18004 asks


def qr_svg(address: str) -> bytes:
    """Return an SVG of a code that leads to an address; it scales to whatever box it is put into."""
    made = segno.make(address, error="m", micro=False, boost_error=False)
    out = BytesIO()
    made.save(out, kind="svg", border=_QUIET, dark=_DARK, light=_LIGHT, xmldecl=False, omitsize=True, nl=False)
    return out.getvalue()
