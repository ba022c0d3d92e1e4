// @ts-check
/** A voice as an element: the page's own <template id="voice">, cloned and filled; markup is never made from strings. */

import { say } from './phrases.js';
import { fill, inUnits, painted } from './words.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./state.js').Person} Person */
/**
 * @typedef {object} Page one turn of a voice that is too long for the wall at once
 * @property {number} from @property {number} to code units of the text
 * @property {boolean} picture whether the picture is on this page
 * @property {[number, number]} [alt] code units of its description @property {number} number @property {number} of
 */

export const GLYPHS = { mastodon: 'n-m', bluesky: 'n-b', x: 'n-x', nostr: 'n-n', feed: 'n-r', web: 'n-o' };
export const LABELS = { mastodon: 'Mastodon', bluesky: 'Bluesky', x: 'X', nostr: 'Nostr', feed: say('feed') || 'a feed', web: say('web') || 'the thanks page' };
const SOMEONE = say('someone') || 'Someone in the room';
const NO_ALT = say('no-alt') || 'no description given';

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', timeZone: document.documentElement.dataset.zone || 'UTC',
});
/** @param {string|number} at RFC 3339, or ms @returns {string} as the event's clocks show it */
export const clockTime = (at) => clock.format(new Date(at));

/** What is read of a card while it is lit. @param {Card} card */
export function reading(card) {
  if (card.warning !== null) return card.warning;
  return card.media.length ? `${card.text} ${card.media[0].alt ?? ''}` : card.text;
}

/** @param {Card} card @returns {Page} everything at once */
export function whole(card) {
  return { from: 0, to: card.text.length, picture: card.media.length > 0, number: 1, of: 1 };
}

/** @param {Card} card @param {Page} page @returns {HTMLElement} */
export function voice(card, page = whole(card)) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('voice'));
  const article = /** @type {HTMLElement} */ (template.content.querySelector('.voice')?.cloneNode(true));
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (article.querySelector(selector));
  article.dataset.id = card.id;
  article.dir = card.dir;
  if (card.lang) article.lang = card.lang;
  portray(part(':scope > .face'), card);
  if (card.warning === null) {
    part('.cw').remove();
    part('.v').dir = card.dir;
    fill(part('.v'), card.text, inUnits(card.text, card.lit), page.from, page.to);
    if (page.from === page.to) part('.v').remove();
  } else {
    part('.v').remove();
    part('.cw b').textContent = painted(card.warning);
    part('.cw bdi').textContent = painted(card.name) || SOMEONE;
    part('.cw small span').textContent = LABELS[card.network];
  }
  if (page.picture && card.media.length) show(part('.pict'), card.media[0], page.alt);
  else part('.pict').remove();
  introduce(part('.who'), card, page);
  if (card.speakers.length) address(part('.for'), card.speakers);
  else part('.for').remove();
  return article;
}

/** @param {HTMLElement} face @param {{face: string|null, initials: string, tint: string}} person */
export function portray(face, person) {
  const letters = /** @type {HTMLElement} */ (face.querySelector('.ini'));
  letters.classList.add(person.tint);
  if (person.initials) letters.textContent = person.initials;
  else letters.replaceChildren(icon('i-hand'));
  const picture = /** @type {HTMLImageElement} */ (face.querySelector('.pic'));
  if (!person.face) return picture.remove();
  picture.onerror = () => picture.remove(); // the initials are behind it already
  picture.src = person.face;
  picture.hidden = false;
}

/** @param {string} name of a symbol in the page's sprite */
function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#${name}`);
  svg.append(use);
  return svg;
}

/** @param {HTMLElement} figure @param {import('./state.js').Media} media @param {[number, number]} [alt] */
function show(figure, media, alt) {
  const picture = /** @type {HTMLImageElement} */ (figure.querySelector('img'));
  const words = painted(media.alt ?? NO_ALT);
  if (media.url) {
    picture.src = media.url;
    picture.alt = media.alt ?? '';
    picture.onerror = () => picture.remove();
    if (media.width && media.height) Object.assign(picture, { width: media.width, height: media.height });
  } else {
    picture.remove();
    figure.classList.add('bare');
  }
  const caption = /** @type {HTMLElement} */ (figure.querySelector('figcaption > span'));
  caption.textContent = alt ? words.slice(...alt) : words;
}

/** @param {HTMLElement} who @param {Card} card @param {Page} page */
function introduce(who, card, page) {
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (who.querySelector(selector));
  part('b bdi').textContent = painted(card.name) || SOMEONE;
  mark(part('.marks'), card);
  if (card.handle) part('.handle').textContent = painted(card.handle);
  else part('.handle').remove();
  if (card.welcome) {
    part('.first').lang = card.welcome.language;
    part('.first > span').textContent = card.welcome.text;
  } else part('.first').remove();
  part('time').setAttribute('datetime', card.at);
  if (card.url) {
    /** @type {HTMLAnchorElement} */ (part('time a')).href = card.url;
    part('time a').textContent = clockTime(card.at);
  } else part('time').textContent = clockTime(card.at);
  if (page.of > 1) part('.page').textContent = say('page', { n: String(page.number), of: String(page.of) });
  else part('.page').remove();
}

/** Where it was said; of several networks each mark is a link to what stands there. @param {HTMLElement} marks @param {Card} card */
function mark(marks, card) {
  const blank = /** @type {HTMLAnchorElement} */ (marks.firstElementChild);
  const copies = [card, ...card.also];
  marks.replaceChildren(...copies.map((copy) => {
    const link = /** @type {HTMLAnchorElement} */ (blank.cloneNode(true));
    const glyph = /** @type {SVGElement} */ (link.firstElementChild);
    glyph.setAttribute('aria-label', LABELS[copy.network]);
    glyph.firstElementChild?.setAttribute('href', `#${GLYPHS[copy.network]}`);
    if (copies.length === 1 || !copy.url) return glyph;
    link.href = copy.url;
    return link;
  }));
}

/** @param {HTMLElement} who @param {Person[]} speakers */
function address(who, speakers) {
  const [face, more] = /** @type {HTMLElement[]} */ ([...who.querySelectorAll('.faces > *')]);
  const name = /** @type {HTMLElement} */ (who.querySelector('.name'));
  who.dataset.count = String(speakers.length);
  for (const speaker of speakers.slice(0, 3)) {
    const one = /** @type {HTMLElement} */ (face.cloneNode(true));
    portray(one, speaker);
    more.before(one);
  }
  for (const speaker of speakers) {
    const one = /** @type {HTMLElement} */ (name.cloneNode());
    one.textContent = speaker.name;
    who.append(one);
  }
  face.remove();
  name.remove();
  if (speakers.length > 3) more.textContent = `+${speakers.length - 3}`;
  else more.remove();
}

/** Wait until a voice's pictures can be painted, but not for long. @param {HTMLElement} article */
export async function ready(article) {
  const pictures = [...article.querySelectorAll('img')].map((picture) => picture.decode().catch(() => {}));
  await Promise.race([Promise.all(pictures), new Promise((done) => setTimeout(done, 1500))]);
}
