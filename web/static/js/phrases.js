// @ts-check
/** What the house says, in the page's language: its own <template id="phrases">, filled in. */

const language = document.documentElement.lang || 'en';
const locale = language === 'en' ? 'en-GB' : language;
const plural = new Intl.PluralRules(locale);
const number = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const list = new Intl.ListFormat(locale, { type: 'conjunction' });
const template = /** @type {HTMLTemplateElement|null} */ (document.getElementById('phrases'));
const phrases = new Map([...(template?.content.querySelectorAll('i') ?? [])].map((one) => [one.dataset.phrase, one.textContent ?? '']));

/** @param {string} name @param {Record<string, string>} [parts] @returns {string} */
export function say(name, parts = {}) {
  return (phrases.get(name) ?? '').replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? '');
}

/** A phrase with a number in it. @param {string} name @param {number} n @param {Record<string, string>} [parts] */
export function count(name, n, parts = {}) {
  const form = phrases.has(`${name}.${plural.select(n)}`) ? plural.select(n) : 'other';
  return say(`${name}.${form}`, { ...parts, n: number.format(n) });
}

/** @param {number} value @returns {string} with one digit behind the point, or behind the comma */
export function decimal(value) {
  return tenths.format(value);
}

/** Names as a sentence has them, each in its own direction. @param {string[]} names */
export function listed(names) {
  return list.format(names.map((name) => `\u2068${name}\u2069`));
}

/** @param {number} at ms @returns {string} the day, in a weekday's name */
export function weekday(at) {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: document.documentElement.dataset.zone || 'UTC' }).format(at);
}

/** @param {number} at ms @returns {string} tells days apart at the event's place */
export function dayOf(at) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: document.documentElement.dataset.zone || 'UTC' }).format(at);
}
