"""What a wall is measured by: nothing leaves the page, nothing lies upon another thing, nothing is too small or cut."""

from typing import Any

from playwright.async_api import Page

from app.domain.scene import Announcement, Scene, Show
from tests.support.wall_stub import WallStub

_AUDIT = """
(least) => {
  const phone = innerWidth <= 640;
  const u = phone ? 0.5 : Math.min(innerWidth / 1920, innerHeight / 1080);
  const stalls = document.querySelector('.stalls');
  const floor = !phone && getComputedStyle(stalls).visibility === 'visible' ? innerHeight - 150 * u : innerHeight;
  const wrongs = [];
  const name = (part) => `${part.is} “${part.says}”`;
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const windows = '.roll, .rooms .names, .endless';
  const margins = new Map(); // of what clips: by how much words may leave it
  const margin = (element) => {
    if (!margins.has(element)) {
      const { overflowX, overflowY, overflowClipMargin } = getComputedStyle(element);
      const clips = [overflowX, overflowY].some((one) => one !== 'visible') && element !== document.body;
      margins.set(element, clips ? (overflowX === 'clip' ? parseFloat(overflowClipMargin) || 0 : 0) : Infinity);
    }
    return margins.get(element);
  };
  const isCut = (element, box) => {
    for (let around = element; around !== document.documentElement; around = around.parentElement) {
      const by = margin(around);
      if (by === Infinity || getComputedStyle(around).display === 'inline') continue;
      const { left, right, top, bottom } = around.getBoundingClientRect();
      const [wide, high] = [Math.max(left - box.left, box.right - right), Math.max(top - box.top, box.bottom - bottom)];
      if (Math.max(wide, high) > by + 1) return true;
    }
    return false;
  };
  const parts = [];
  for (const element of document.querySelectorAll('.strip *, .late, main *')) {
    if (!seen(element) || element.closest('.sprite, template')) continue;
    const is = `${element.closest('[class]')?.className ?? ''} ${element.tagName}`;
    const says = element.textContent.trim().slice(0, 40);
    if (element.matches('.face, .pict img, .qr, .field, .sign')) {
      parts.push({ element, is, says, box: element.getBoundingClientRect(), picture: true });
      continue;
    }
    if (element.closest('.face')) continue;
    const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim());
    if (!words.length) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < (phone ? 13 : least * u) - 0.1) wrongs.push(`too small, ${size}px: ${is} “${says}”`);
    const clips = style.overflowX !== 'visible' && style.display !== 'inline';
    if (clips && !element.closest(`${windows}, .strip .now`) && element.scrollWidth > element.clientWidth + 1)
      wrongs.push(`is cut: ${is} “${says}”`);
    const frame = element.closest(windows)?.getBoundingClientRect();
    for (const node of words) {
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        const inset = Math.max(0, (line.height - size) / 2) + 0.06 * size; // from the font's own box to its letters
        let box = { left: line.left, right: line.right, top: line.top + inset, bottom: line.bottom - inset };
        if (!frame && !element.closest('.strip .now') && isCut(element, box)) wrongs.push(`is cut: ${is} “${says}”`);
        if (frame) box = { left: Math.max(box.left, frame.left), right: Math.min(box.right, frame.right),
          top: Math.max(box.top, frame.top), bottom: Math.min(box.bottom, frame.bottom) };
        if (box.right - box.left > 1 && box.bottom - box.top > 1) parts.push({ element, is, says, box });
      }
    }
  }
  for (const part of parts) {
    const { box } = part;
    if (box.left < -0.5 || box.right > innerWidth + 0.5) wrongs.push(`leaves the page sideways: ${name(part)}`);
    if (!phone && (box.top < -0.5 || box.bottom > floor + 0.5)) wrongs.push(`leaves the page: ${name(part)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) wrongs.push('the page is wider than its window');
  const bar = phone ? '.strip, .land' : '#none';
  for (const [at, one] of parts.entries()) for (const other of parts.slice(at + 1)) {
    if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
    if ([one, other].every(({ picture, element }) => picture && element.closest('.few'))) continue;
    if (one.element.closest(bar) || other.element.closest(bar)) continue; // it stays while the page scrolls below it
    const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    if (wide > 1 && high > 1) wrongs.push(`overlap: ${name(one)} and ${name(other)}`);
  }
  return [...new Set(wrongs)];
}
"""

ANNOUNCED = Announcement(
    title="Der Mittagstisch der Donaudampfschifffahrtsgesellschaft ist im Hafensaal gedeckt",
    text=(
        "Every table has a vegetarian dish, and whoever sings gets a second helping. The programme goes on at half "
        "past one in both rooms; the wheelchair lift to the net loft works again. Please leave the fire doors open, "
        "and bring your cup back to where you found it. Thank you."
    )[:280],
    language="de",
)


async def audited(page: Page, least: int = 40) -> list[str]:
    """What is wrong with the layout of a wall as it stands; `least` is the smallest letter in u."""
    wrongs: list[str] = await page.evaluate(_AUDIT, least)
    return wrongs


async def played(page: Page, stub: WallStub, scene: Scene, **show: Any) -> None:
    """Switch a wall to a scene and wait until it can be seen."""
    announced = ANNOUNCED if scene is Scene.ANNOUNCEMENT else None
    stub.play(Show(scene=scene, announcement=announced, **show))
    await page.wait_for_selector(f"body[data-scene={scene}][data-lit]")
