// @ts-check
/** Motion of the wall: transform and opacity only, by the table of design.md; none at all for those who asked for less. */

const still = matchMedia('(prefers-reduced-motion: reduce)');
const ARRIVING = 'cubic-bezier(.16, 1, .3, 1)';
const LEAVING = 'cubic-bezier(.5, 0, .75, .2)';

/** @param {Element} element @param {Keyframe[]} frames @param {number} duration @param {string} easing */
function run(element, frames, duration, easing) {
  const animation = element.animate(frames, { duration: still.matches ? 0 : duration, easing, fill: 'forwards' });
  return animation.finished.then(() => animation.cancel(), () => {});
}

/** A voice comes out of the stalls into the light. @param {Element} element */
export function rise(element) {
  const far = `calc(70 * var(--u))`;
  return run(element, [{ opacity: 0, transform: `translateY(${far})` }, { opacity: 1, transform: 'none' }], 1100, ARRIVING);
}

/** @param {Element} element */
export function appear(element) {
  return run(element, [{ opacity: 0 }, { opacity: 1 }], 500, 'linear');
}

/** An element leaves calmly, and is gone. @param {Element} element */
export function leave(element) {
  return fade(element, 500, LEAVING);
}

/** An element is taken away at once: hidden or deleted. Also out of any movement that it is in. @param {Element} element */
export function cut(element) {
  return fade(element, 120, 'linear');
}

/** @param {Element} element @param {number} duration @param {string} easing */
async function fade(element, duration, easing) {
  if (!element.isConnected) return;
  const opacity = getComputedStyle(element).opacity;
  element.setAttribute('data-leaving', '');
  const gone = element.animate([{ opacity }, { opacity: 0 }], { duration: still.matches ? 0 : duration, easing, fill: 'forwards' });
  await gone.finished.catch(() => {});
  element.remove();
}

/** Move what has been laid out anew from where it was. @param {Map<Element, DOMRect>} before */
export function settle(before) {
  for (const [element, was] of before) {
    if (!element.isConnected) continue;
    const by = was.top - element.getBoundingClientRect().top;
    if (Math.abs(by) > 1) run(element, [{ transform: `translateY(${by}px)` }, { transform: 'none' }], 700, ARRIVING);
  }
}

/** Bring the light on elements up or down, from wherever it is. @param {HTMLElement[]} elements @param {number} opacity @param {number} duration @param {number} [from] */
export async function lights(elements, opacity, duration, from) {
  const done = elements.map(async (element) => {
    const was = from ?? getComputedStyle(element).opacity;
    element.style.setProperty('opacity', String(opacity));
    if (still.matches || duration === 0) return;
    const easing = opacity ? ARRIVING : LEAVING;
    await element.animate([{ opacity: was }, { opacity }], { duration, easing }).finished.catch(() => {});
  });
  await Promise.all(done);
}

/** Words come in one after another. @param {Element[]} elements @param {number} between ms */
export function arrive(elements, between) {
  if (still.matches) return;
  const far = 'calc(36 * var(--u))';
  elements.forEach((element, at) => element.animate(
    [{ opacity: 0, transform: `translateY(${far})` }, { opacity: 1, transform: 'none' }],
    { duration: 1100, delay: at * between, easing: ARRIVING, fill: 'backwards' },
  ));
}

/** Taken away, and its place stays open, so that nothing beside it moves. @param {HTMLElement} element */
export async function empty(element) {
  const { opacity } = getComputedStyle(element);
  element.inert = true;
  element.setAttribute('aria-hidden', 'true');
  const gone = element.animate([{ opacity }, { opacity: 0 }], { duration: still.matches ? 0 : 120, fill: 'forwards' });
  await gone.finished.catch(() => {});
  const { inlineSize, blockSize } = getComputedStyle(element);
  element.style.setProperty('min-inline-size', inlineSize);
  element.style.setProperty('min-block-size', blockSize);
  element.style.setProperty('visibility', 'hidden');
  element.replaceChildren();
  gone.cancel();
}
