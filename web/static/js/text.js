// @ts-check
/** The wall as text: the same frames, told as a list that a screen reader follows. */

import { House } from './house.js';
import { tellLate } from './late.js';
import { Mirror } from './mirror.js';
import { cueOf, listOf } from './show.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { Strip } from './strip.js';
import { voice } from './voice.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const posts = find('.voices');
const items = () => /** @type {HTMLElement[]} */ ([...posts.querySelectorAll(':scope > li')]);
const strip = new Strip(find('.strip'));

const asked = new URLSearchParams(location.search);
const list = listOf(asked.get('scenes'));
const painted = firstFrame();
let { state } = apply(nothing(), painted);
const house = new House(state, painted.event, asked.get('room') ?? '');
const mirror = new Mirror(find('.onwall'), house);
strip.tell(state.stage);
follow();

/** The scene that the wall is in; behind a dark wall nothing is told. */
function follow() {
  const cue = cueOf(state.shows, { room: house.room, list, turn: 0 });
  mirror.tell(cue);
  find('.dark').hidden = !cue.blank;
  for (const part of ['.onwall', '.voices', '.empty']) find(part).toggleAttribute('data-dark', cue.blank);
}

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
    else posts.append(item);
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
    house.hear(state, step.gone.length + step.edited.length > 0);
    tell(step);
    mirror.step(step);
    follow();
    return step.missing;
  },
  onState: (connection, heard) => strip.connection(connection, heard),
});
