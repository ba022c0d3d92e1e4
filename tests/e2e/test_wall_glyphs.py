"""Names of many scripts on a wall, looked at for missing glyphs, not for text; `ovation doctor` must see the same."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from app.domain.scene import Scene
from app.domain.scripts import scripts_in
from app.outlets import fonts
from tests.support.browser import ARGUMENTS, PHONE, system_chromium
from tests.support.wall_audit import played
from tests.support.wall_page import opened
from tests.support.wall_scenes import a_house, giver
from tests.support.wall_stub import WallStub, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.wide]

NAMES = tuple(
    """
    Łucja Þórsdóttir|Nguyễn Thị Ánh|Adébáyọ̀ Ọlá|Ελένη Παππά|Ярослава Щербак|Անահիտ Գրիգորյան|ნინო ჭავჭავაძე|נועה ברק
    أمل الحدّاد|پریسا گل‌محمدی|ڈاکٹر ٹیپو|आराध्या शर्मा|অনন্যা চট্টোপাধ্যায়|ਗੁਰਪ੍ਰੀਤ ਕੌਰ|ધ્રુવ પટેલ|ସୁଜାତା ଦାସ|அன்பழகி
    శ్రీనివాస్|ಕಾವ್ಯ ಗೌಡ|അഞ്ജലി മേനോൻ|නිමල් පෙරේරා|สมหญิง ใจดี|ຄຳແພງ ສີສຸກ|សុភា ចាន់|မြင့်မြင့်ခိုင်|བསྟན་འཛིན་|ሰላማዊት ኃይሉ
    ᏣᎳᎩ ᎠᏰᎵ|ᐃᓄᒃ ᓄᓇᕗᑦ|ᠪᠠᠲᠤ|ߒߞߏ ߘߊ߲߯|ⵜⵉⵏⵀⵉⵏⴰⵏ|𞤀𞤣𞤤𞤢𞤥|さくら ひなた|ミズキ アヤ|森川 港|王伟 鑫|龔自珍|김민아 한솔|ㄅㄆㄇ
    ꦄꦤꦶ|ᬦᬶ ᬫᬤᬾ|ܡܪܝܡ|ދިވެހި|ꕙꔤ|👏🏽 Mina 🦭|𐓏𐓘𐓻𐓘𐓻𐓟|𓂀 Nefer|𒀭 Enlil
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)

# Every letter in the very fonts that the wall gave its name. What no font has looks as a code point does that is none.
LOOKS = """
([names, nowhere]) => {
  const canvas = new OffscreenCanvas(96, 96);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const drawn = (letter, font) => {
    brush.clearRect(0, 0, 96, 96);
    Object.assign(brush, { font, textBaseline: 'middle', textAlign: 'center' });
    brush.fillText(letter, 48, 48);
    return brush.getImageData(0, 0, 96, 96).data.join();
  };
  return names.map((name) => {
    const written = [...document.querySelectorAll('.roll bdi')].find((one) => one.textContent === name);
    const { fontFamily, fontWeight } = getComputedStyle(written);
    const font = `${fontWeight} 40px ${fontFamily}`;
    const [box, other] = nowhere.map((letter) => drawn(letter, font));
    const letters = [...new Set(name)].filter((letter) => /[\\p{L}\\p{So}]/u.test(letter));
    const parts = (letter) => [...letter.normalize('NFKD')].length; // some letters are drawn as their parts
    const boxes = (n) => drawn(nowhere[0].repeat(n), font);
    const isBoxed = (letter) => [1, parts(letter)].some((n) => drawn(letter, font) === boxes(n));
    const missing = letters.filter(isBoxed).join('');
    return { missing, sure: box === other && drawn('A', font) !== box };
  });
}
"""
NOWHERE = ("\U0010fffd", "\u0378")  # for private use, at the end of the last plane; and assigned to nothing


@dataclass(frozen=True)
class Drawn:
    """What a browser made of the names."""

    boxes: frozenset[str]  # letters that it drew as what no font has
    sure: bool  # whether that looks like nothing else
    fonts: Mapping[str, frozenset[str]]  # by name, the families of this machine that drew it


async def families(page: Page) -> Mapping[str, frozenset[str]]:
    """The machine's fonts that drew each name, as the browser's own tools tell; none that came with the page."""
    devtools = await page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        await devtools.send(f"{domain}.enable")
    root = (await devtools.send("DOM.getDocument"))["root"]["nodeId"]
    found = await devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": ".roll bdi"})
    told = [await devtools.send("CSS.getPlatformFontsForNode", {"nodeId": one}) for one in found["nodeIds"]]
    drew = [frozenset(str(font["familyName"]) for font in one["fonts"] if not font["isCustomFont"]) for one in told]
    return dict(zip(await page.locator(".roll bdi").all_inner_texts(), drew, strict=True))


async def drawn_by(browser: Browser) -> Drawn:
    """Let a wall roll the names, and look at every letter."""
    stub = WallStub()
    stub.house = a_house()
    stub.house.voices = [giver(name, voice=f"v{n}") for n, name in enumerate(NAMES)]
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # a TypedDict of Playwright's own
    with serving(stub):
        page = await context.new_page()
        await opened(page, stub)
        await played(page, stub, Scene.CREDITS)
        told = await page.evaluate(LOOKS, [NAMES, NOWHERE])
        used = await families(page)
        await context.close()
    boxes = frozenset("".join(one["missing"] for one in told))
    return Drawn(boxes=boxes, sure=all(one["sure"] for one in told), fonts=used)


def missed_by_the_doctor() -> frozenset[str]:
    """The letters of the names that `ovation doctor` says no font has."""
    if not fonts.can_tell():
        pytest.skip("not run: the doctor's view of fonts, because fontconfig's `fc-list` is not on this machine")
    return fonts.undrawn("".join(map("".join, scripts_in(NAMES).values())))


def by_script(letters: frozenset[str]) -> Mapping[str, str]:
    """Letters, by the scripts that they belong to."""
    return {script: "".join(sorted(own & letters)) for script, own in scripts_in(NAMES).items() if own & letters}


async def test_what_a_browser_draws_as_boxes_is_what_the_doctor_says_that_no_font_has(browser: Browser) -> None:
    drawn = await drawn_by(browser)
    assert drawn.sure, "what no font has looks like something else, too"
    assert by_script(drawn.boxes) == by_script(missed_by_the_doctor())
    assert [name for name, used in drawn.fonts.items() if not used] == []
    if lost := by_script(drawn.boxes):
        pytest.skip(f"not run: names in {', '.join(lost)}, because this machine has no font for them")


@pytest.fixture
def poor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """A machine that has one font for Latin letters and no other: its environment, which fontconfig reads."""
    if not shutil.which("fc-match"):
        pytest.skip("not run: a machine with a single font, because fontconfig's `fc-match` is not on this machine")
    asked = subprocess.run(["fc-match", "-f", "%{file}", "sans:lang=en"], capture_output=True, text=True, check=True)
    (tmp_path / "fonts").mkdir()
    shutil.copy(asked.stdout, tmp_path / "fonts")
    written = f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(written)
    settings = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)}
    monkeypatch.setenv("FONTCONFIG_FILE", settings["FONTCONFIG_FILE"])
    return settings


async def test_on_a_machine_with_one_font_both_miss_the_same_letters(browser: Browser, poor: Mapping[str, str]) -> None:
    kind = browser.browser_type
    other = await kind.launch(
        executable_path=system_chromium() or kind.executable_path, args=list(ARGUMENTS), env=dict(poor)
    )
    drawn = await drawn_by(other)
    await other.close()
    lost = by_script(drawn.boxes)
    assert drawn.sure
    assert lost == by_script(missed_by_the_doctor())
    assert {"Hiragana", "Japanese (hiragana)", "Khmer", "Chinese characters"} & lost.keys()
    assert "Latin" not in lost or len(lost["Latin"]) < 10
