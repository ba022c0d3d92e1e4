// @ts-check
/** Says while somebody types whether a colour can be read on the house's dark, and whether a picture fits; the house looks again and refuses. */

import { decimal, say } from './phrases.js';

const PAGE = '#131033';
const ENOUGH = 7;
const OURS = '#FFC861';

const input = /** @type {HTMLInputElement} */ (document.querySelector('#colour'));
const words = /** @type {HTMLElement} */ (document.querySelector('.ratio'));
const swatch = /** @type {SVGTextElement} */ (document.querySelector('.swatch text'));

/** Relative luminance of WCAG 2.x. @param {string} colour #RRGGBB */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

input.addEventListener('input', () => {
  const typed = input.value.trim();
  const isColour = /^#[0-9a-f]{6}$/i.test(typed);
  const ratio = isColour ? (luminance(typed) + 0.05) / (luminance(PAGE) + 0.05) : 0;
  swatch.setAttribute('fill', isColour ? typed : OURS);
  words.classList.toggle('low', isColour && ratio < ENOUGH);
  words.textContent = isColour ? say('ratio', { colour: typed, ratio: decimal(ratio) }) : say('ratio-ours', { ratio: decimal(11.9) });
});

const MOST = 1_000_000; // bytes: the house takes no larger body
for (const file of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[type=file]'))) {
  file.addEventListener('change', () => {
    const size = file.files?.[0]?.size ?? 0;
    file.setCustomValidity(size > MOST ? say('too-large', { size: decimal(size / MOST) }) : '');
    file.reportValidity();
  });
}
