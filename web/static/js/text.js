// @ts-check
/** The wall as text: the same frames, told as a list that a screen reader follows. */

import { tellLate } from './late.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { Strip } from './strip.js';
import { voice } from './voice.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const list = find('.voices');
const items = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(':scope > li')]);
const strip = new Strip(find('.strip'));

let { state } = apply(nothing(), firstFrame());
strip.tell(state.stage);

/** @param {string} id */
function itemOf(id) {
  return items().find((item) => item.querySelector('.voice')?.getAttribute('data-id') === id);
}

/** @param {import('./state.js').Step} step */
function tell(step) {
  for (const id of step.gone) itemOf(id)?.remove();
  const cards = new Map(step.state.cards.map((card) => [card.id, card]));
  for (const id of step.edited) {
    const card = cards.get(id);
    if (card) itemOf(id)?.replaceChildren(voice(card));
  }
  const inOrder = step.state.cards.map((card) => card.id);
  for (const id of [...step.fresh].sort((a, b) => inOrder.indexOf(b) - inOrder.indexOf(a))) {
    const card = cards.get(id);
    if (!card) continue;
    const item = document.createElement('li');
    item.append(voice(card));
    const after = inOrder.slice(inOrder.indexOf(id) + 1).map(itemOf).find(Boolean);
    if (after) after.before(item);
    else list.append(item);
  }
  find('.empty').hidden = step.state.cards.length > 0;
}

listen({
  path: `/wall/${document.documentElement.dataset.event}/live`,
  position: () => state,
  onFrame(frame) {
    const step = apply(state, frame);
    state = step.state;
    strip.tell(state.stage);
    tellLate(state.late);
    tell(step);
    return step.missing;
  },
  onState: (connection, heard) => strip.connection(connection, heard),
});
