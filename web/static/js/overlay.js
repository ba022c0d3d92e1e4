// @ts-check
/** The overlay: one appreciation at a time over a moving picture, then nothing for a while. What must go, goes out of any movement. */

import { Turns } from './choose.js';
import { House, ended, running } from './house.js';
import { Lower, excerpt } from './lower_third.js';
import { Pace, Soon } from './pace.js';
import { cueOf } from './show.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { weight } from './words.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./lower_third.js').Excerpt} Excerpt */

const LEARNS = 4000; // ms within which it asks what new cards brought
const SETTLES = 900; // ms until a pill has come to rest: reading begins then
const root = document.documentElement;
const { gap, queue, dwell, room = '' } = root.dataset;
const painted = firstFrame();
let { state } = apply(nothing(), painted);

const house = new House(state, painted.event, room);
const place = /** @type {HTMLElement} */ (document.querySelector('.place'));
const turns = new Turns();
const pace = new Pace();
/** @type {Set<string>} ids that no pill can hold */ const unfit = new Set();
/** @type {Lower|null} on the picture now */ let up = null;
/** @type {Card|null} */ let last = null;
/** @type {Card|null} whose pill is made now */ let making = null;
/** @type {Set<string>} keys of those who speak in the room */ let here = new Set();
/** @type {Map<string, string>} the kind sentence of a long card, by its id */ let sentences = new Map();
let resting = false; // nothing is due before the gap is over
let stale = false;

/** How long words stay, in ms: what the address asks for, else 3 s and a second for 14 characters. @param {string} text */
function stays(text) {
  return SETTLES + (dwell ? Number(dwell) * 1000 : 3000 + (weight(text) / 14) * 1000);
}

function quiet() {
  const { blank, paused } = cueOf(state.shows, { room, list: [], turn: 0 });
  return blank || paused || stale;
}

/** Those who wait, the newest first: words for somebody, open to everybody, that a pill can hold. @returns {Card[]} */
function waiting() {
  const fit = state.cards.filter((card) => card.speakers.length > 0 && card.warning === null && !unfit.has(card.id) && partOf(card));
  return turns.waiting(fit.filter(inRoom)).slice(0, Number(queue));
}

/** @param {Card} card */
function partOf(card) {
  return excerpt(card, sentences.get(card.id));
}

/** Whether a card is for somebody in this room; without a room, for anybody. @param {Card} card */
function inRoom(card) {
  return !room || card.speakers.some((speaker) => here.has(speaker.key));
}

async function next() {
  if (up || making || resting || quiet()) return;
  const turn = turns.next(waiting(), new Set(), last);
  if (!turn?.fresh) return;
  const { card } = turn;
  const part = partOf(card);
  if (!part) return;
  making = card;
  const pill = await Lower.made(place, card, part, whom(card));
  if (making !== card || quiet()) { // deleted, edited or blanked meanwhile
    pill?.drop();
    if (making === card) making = null;
    return void next();
  }
  making = null;
  if (!pill) {
    unfit.add(card.id);
    return void next();
  }
  turns.took(card);
  last = card;
  up = pill;
  pill.rise();
  pace.after(stays(pill.words), () => {
    up = null;
    rest();
    void pill.leave();
  });
}

/** Nothing, for as long as the address asks. */
function rest() {
  resting = true;
  pace.after(Number(gap) * 1000, () => {
    resting = false;
    void next();
  });
}

/** The pill goes at once. */
function cut() {
  const pill = up;
  if (!pill) return;
  up = null;
  rest();
  void pill.cut();
}

/** Whose face a pill shows: of several whoever is on stage, with how many said thanks to them. @param {Card} card */
function whom(card) {
  const now = (state.stage?.now ?? []).filter((one) => !room || one.room === room).flatMap((one) => one.speakers);
  const speaker = card.speakers.find(({ name }) => now.includes(name));
  const people = speaker ? house.heard().then((told) => told?.speakers[speaker.key]?.people ?? null, () => null) : Promise.resolve(null);
  return { speaker: speaker ?? card.speakers[0], people };
}

/** Learn who speaks in the room, and which sentences of long posts about this talk and the last are kind; again, where the house did not say. */
const learning = new Soon(async () => {
  const { missed } = house;
  const programme = await house.programme();
  if (room) here = new Set(programme.talks.filter((talk) => talk.room === room).flatMap((talk) => talk.speakers));
  const last = ended(programme, room, house.clock);
  const talks = [...running(programme, room, house.clock), ...(last ? [last] : [])];
  const letters = await Promise.all([...new Set(talks)].map(({ key }) => house.letters(key)));
  sentences = new Map(letters.flatMap((one) => (one?.sentences ?? []).map(({ id, text }) => [id, text])));
  void next();
  return house.missed === missed;
});

listen({
  path: `/wall/${house.event.slug}/live`,
  position: () => state,
  onFrame(frame) {
    const step = apply(state, frame);
    state = step.state;
    house.hear(state, step.gone.length + step.edited.length > 0);
    root.dataset.epoch = state.epoch;
    root.dataset.seq = String(state.seq);
    for (const id of [...step.gone, ...step.edited]) {
      unfit.delete(id);
      if (step.edited.includes(id) && up?.card.id === id) turns.forget(id); // its new words have a turn of their own
      if (making?.id === id) making = null;
      if (up?.card.id === id) cut();
    }
    if (cueOf(state.shows, { room, list: [], turn: 0 }).blank) cut();
    if (step.fresh.length || step.gone.length) learning.within(LEARNS);
    void next();
    return step.missing;
  },
  onState(connection) {
    stale = connection === 'stale';
    root.dataset.state = connection;
    void next();
  },
});

learning.within(0);
void next();
