// @ts-check
/** Somebody's words, prepared for painting exactly as app/outlets/painting.py does it; measured, and parted into pages. */

const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F\u202D\u202E]/g;
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
const BLANK_LINES = /[^\S\n]*\n\s*\n/g;
const ADDRESSED = /([@#][A-Za-z0-9_][A-Za-z0-9_.@-]*|https?:\/\/[!-~]+)/;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const SENTENCE_END = /([.!?…]["”’»)\]]?\s+|[。！？]\s*|\n)$/u;

/** @param {string} text */
export function painted(text) {
  return text.replace(CONTROLS, '').replace(TOO_MANY_MARKS, '$1').replace(BLANK_LINES, '\n');
}

/**
 * Spans come in code points, strings count in code units.
 * @param {string} text @param {[number, number][]} spans @returns {[number, number][]}
 */
export function inUnits(text, spans) {
  if (!spans.length) return [];
  const starts = [];
  let at = 0;
  for (const letter of text) { starts.push(at); at += letter.length; }
  starts.push(at);
  let after = 0;
  return spans
    .map(([from, to]) => /** @type {[number, number]} */ ([starts[from], starts[to]]))
    .sort((a, b) => a[0] - b[0])
    .filter(([from, to]) => {
      const fits = from !== undefined && to !== undefined && from >= after && from < to;
      if (fits) after = to;
      return fits;
    });
}

/**
 * Fill an element with a part of a text; what names a speaker is in <mark>.
 * @param {HTMLElement} element @param {string} text @param {[number, number][]} lit in code units @param {number} from @param {number} to
 */
export function fill(element, text, lit, from = 0, to = text.length) {
  const rtl = element.dir === 'rtl';
  const parts = [];
  let at = from;
  for (const [start, end] of lit) {
    if (end <= from || start >= to) continue;
    parts.push(...isolated(text.slice(at, Math.max(start, at)), rtl));
    const mark = document.createElement('mark');
    mark.append(...isolated(text.slice(Math.max(start, from), Math.min(end, to)), rtl));
    parts.push(mark);
    at = Math.min(end, to);
  }
  parts.push(...isolated(text.slice(at, to), rtl));
  element.replaceChildren(...parts);
}

/** Words to paint; in right-to-left text, Latin handles, hashtags and links stand apart, or their marks would change sides. @param {string} text @param {boolean} rtl */
export function isolated(text, rtl) {
  if (!rtl) return [painted(text)];
  return painted(text).split(ADDRESSED).map((part, at) => {
    if (at % 2 === 0) return part;
    const apart = document.createElement('bdi');
    apart.textContent = part;
    return apart;
  });
}

/** Characters as a reader counts them: one of Chinese, Japanese or Korean takes as long as five. @param {string} text */
export function weight(text) {
  const wide = text.match(WIDE)?.length ?? 0;
  return [...text].length - wide + (wide * 14) / 2.6;
}

/** How long a text stays lit, in ms: 3 s and a second for 14 characters, between 8 and 24 s. @param {string} text */
export function dwell(text) {
  return Math.min(24, Math.max(8, 3 + weight(text) / 14)) * 1000;
}

/**
 * Part a text into pages that fit, at the end of a sentence where one is near, else between words; a name is never parted.
 * @param {string} text @param {[number, number][]} lit in code units @param {(from: number, to: number) => boolean} fits
 * @returns {[number, number][]}
 */
export function pages(text, lit, fits) {
  const breaks = between(text).filter((at) => !lit.some(([from, to]) => at > from && at < to));
  /** @type {[number, number][]} */ const made = [];
  let from = 0;
  while (from < text.length) {
    const ahead = breaks.filter((at) => at > from);
    let low = 0;
    let high = ahead.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(from, ahead[middle])) low = middle;
      else high = middle - 1;
    }
    const most = ahead[low];
    const least = from + (most - from) * 0.55;
    const ends = most === text.length ? [most] : ahead.filter((at) => at <= most && at >= least && SENTENCE_END.test(text.slice(from, at)));
    const to = ends.at(-1) ?? most;
    if (text.slice(from, to).trim()) made.push([from, to]);
    from = to;
  }
  return made;
}

/** Where a text may be parted: after white space, between words that know none, and at last between any two letters of a long one. @param {string} text */
function between(text) {
  const breaks = [text.length];
  for (const space of text.matchAll(/\s+/gu)) breaks.push(space.index + space[0].length);
  for (const run of text.matchAll(/\S{12,}/gu)) {
    const wide = run[0].search(WIDE) >= 0;
    if (!wide && run[0].length <= 40) continue;
    for (const part of new Intl.Segmenter(undefined, { granularity: wide ? 'word' : 'grapheme' }).segment(run[0]))
      if (part.index && (part.isWordLike || !wide)) breaks.push(run.index + part.index);
  }
  return [...new Set(breaks)].sort((a, b) => a - b);
}
