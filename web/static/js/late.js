// @ts-check
/** The quiet line: what is not heard in time, and by how much. It comes and goes without ceremony. */

/** @param {string|null} late */
export function tellLate(late) {
  const line = /** @type {HTMLElement} */ (document.querySelector('.late'));
  const words = /** @type {HTMLElement} */ (line.querySelector('span'));
  if (words.textContent !== (late ?? '')) words.textContent = late;
  line.hidden = !late;
}
