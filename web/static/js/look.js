// @ts-check
/** A wall follows the event's look while it is open: its stylesheet, its logo, and the language in which the house speaks. */

const page = document.documentElement;
const { event } = page.dataset;
/** @type {ReturnType<typeof setTimeout>|undefined} */ let asking;
/** @type {string|null} */ let newest = null; // the tag of the stylesheet that was put on last

/** Look for another look, once, within a time: so that a thousand walls do not ask in the same instant. @param {import('./house.js').House} house @param {number} spread ms */
export function lookAgain(house, spread) {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    await wear(null);
    const { look } = await house.programme();
    if (!look.qr) return; // the house does not answer
    hang(look.logo, house.event.name);
    if (look.language && look.language !== page.lang) location.reload(); // every word is another one
  }, Math.random() * spread);
}

/** The event's own stylesheet, when it is another one than the one that is known. @param {string|null} known @returns {Promise<string|null>} its tag */
export async function wear(known) {
  const tag = (await worn()) ?? known;
  if (tag === null || tag === known || tag === newest) return tag; // a kiosk's own looking and a frame's may meet
  newest = tag;
  const link = /** @type {HTMLLinkElement} */ ([...document.querySelectorAll('link[href*="/look.css"]')].at(-1));
  const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
  next.href = `/wall/${event}/look.css?v=${encodeURIComponent(tag)}`;
  next.onload = () => link.remove(); // not before: a wall never stands without its styles
  link.after(next);
  return tag;
}

/** The tag of the stylesheet as the house has it; null where it does not answer. */
export async function worn() {
  const answer = await fetch(`/wall/${event}/look.css`, { cache: 'no-cache' }).catch(() => null);
  return answer?.ok ? answer.headers.get('etag') : null;
}

/** The event's logo at the start of the strip, or ours. @param {string|null} logo an address @param {string} name */
function hang(logo, name) {
  const hung = /** @type {HTMLImageElement|null} */ (document.querySelector('.strip .emblem'));
  if ((hung?.getAttribute('src') ?? null) === logo) return;
  const ours = document.querySelector('.strip > .logo');
  const close = /** @type {HTMLTemplateElement} */ (document.querySelector('template.close')); // ours, where it ends the credits
  const mark = logo ? Object.assign(document.createElement('img'), { className: 'emblem', src: logo, alt: name })
    : /** @type {Element} */ (close.content.querySelector('.logo')).cloneNode(true);
  (hung ?? ours)?.replaceWith(mark);
}
