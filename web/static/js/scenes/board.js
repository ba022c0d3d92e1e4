// @ts-check
/** A room's column of the programme, made to fit: every title whole; sizes give way first, then faces, then whatever comes last. */

import { isHigh } from '../people.js';

const STEPS = 4; // the last is without faces, and no letter is ever smaller than a room can read
const LARGE = 2; // up to here what runs now gives way to what is next

/** @param {HTMLElement} part its talks, and below them what comes later, line by line @returns {boolean} whether what runs now fits */
export function fitBoard(part) {
  const rows = /** @type {HTMLElement[]} */ ([...part.querySelectorAll('.later > .talk')]);
  const found = sized(part, rows, Math.min(1, rows.length), LARGE) || sized(part, rows, 0, STEPS);
  if (found) for (const row of rows) {
    row.hidden = false;
    if (isHigh(part)) continue;
    row.hidden = true;
    break; // nothing is left out between two that are there
  }
  for (const row of rows) if (row.hidden) row.remove();
  const later = part.querySelector('.later');
  if (later && !later.children.length) later.remove();
  return found;
}

/** The first of the sizes at which the talks and so many lines below them fit. @param {HTMLElement} part @param {HTMLElement[]} rows @param {number} least @param {number} last */
function sized(part, rows, least, last) {
  rows.forEach((row, at) => { row.hidden = at >= least; });
  for (let step = 0; step <= last; step += 1) {
    part.dataset.fit = String(step);
    if (isHigh(part)) return true;
  }
  return false;
}
