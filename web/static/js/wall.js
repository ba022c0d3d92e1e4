// @ts-check
/** A wall: what the page was painted with, then whatever the socket tells. Scenes know nothing of the network. */

import { tellLate } from './late.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { Stalls } from './stalls.js';
import { Stream } from './stream.js';
import { Strip } from './strip.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const { event } = document.documentElement.dataset;

let { state } = apply(nothing(), firstFrame());

const strip = new Strip(find('.strip'));
const stalls = new Stalls(find('.stalls'), state.cards);
/** Scenes by name: each has start(state) and step(step). @type {Record<string, Stream>} */
const scenes = { stream: new Stream(find('main'), (card) => stalls.speaks(card)) };
const scene = scenes[find('main').dataset.scene ?? 'stream'];

strip.tell(state.stage);
stalls.seat(state.cards);
scene.start(state);

listen({
  path: `/wall/${event}/live`,
  position: () => state,
  onFrame(frame) {
    const step = apply(state, frame);
    state = step.state;
    document.documentElement.dataset.epoch = state.epoch;
    document.documentElement.dataset.seq = String(state.seq);
    strip.tell(state.stage);
    tellLate(state.late);
    if (step.fresh.length || step.edited.length || step.gone.length) {
      stalls.seat(state.cards);
      scene.step(step);
    }
    return step.missing;
  },
  onState: (connection, heard) => strip.connection(connection, heard),
});
