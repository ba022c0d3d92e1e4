// @ts-check
/** What a wall knows, as a pure function of the frames it was sent: the same frame twice is nothing. */

import { retained } from './airtime.js';

/**
 * @typedef {{key: string, name: string, face: string|null, initials: string, tint: string}} Person
 * @typedef {{kind: string, url: string|null, alt: string|null, width: number|null, height: number|null}} Media
 * @typedef {{network: string, url: string|null}} Copy
 * @typedef {{id: string, network: string, url: string|null, also: Copy[], name: string, handle: string|null, account: string,
 *   voice: string, face: string|null, initials: string, tint: string, text: string, lang: string|null, dir: 'ltr'|'rtl', lit: [number, number][], speakers: Person[],
 *   at: string, first: boolean, edited: boolean, warning: string|null, media: Media[], welcome?: {text: string, language: string}}} Card
 * @typedef {{room: string|null, speakers: string[], title: string, at: string}} OnStage
 * @typedef {{now: OnStage[], next: OnStage[]}} Stage
 * @typedef {Record<string, import('./show.js').Show>} Shows by room; '' is the event's
 * @typedef {{epoch: string, seq: number, cards: Card[], stage: Stage|null, clock: string|null, late: string|null, shows: Shows|null}} State
 *   cards are the newest first; `late` is a sentence about what is not heard in time; `shows` are what walls are told to show
 * @typedef {{state: State, fresh: string[], edited: string[], gone: string[], missing: null|'some'|'all'}} Step
 *   `gone` are also ids that only scenes may still show; `missing` says that frames were lost: ask for `some` from our seq on, or for `all`
 */

/** @returns {State} */
export function nothing() {
  return { epoch: '', seq: -1, cards: [], stage: null, clock: null, late: null, shows: null };
}

/** The frame that the page was painted from. It is taken out of the page: what leaves the wall must not stay in it. */
export function firstFrame() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('snapshot'));
  template.remove();
  return JSON.parse(template.content.textContent ?? '');
}

/** @param {State} state @param {any} frame @returns {Step} */
export function apply(state, frame) {
  if (frame.v !== 1) return step(state);
  if (frame.type === 'snapshot') return replaced(state, frame);
  if (frame.epoch !== state.epoch) return step(state, 'all');
  if (frame.type === 'beat') return step(heard(state, frame), frame.seq > state.seq ? 'some' : null);
  if (frame.type !== 'changes') return step(state);
  if (frame.from > state.seq) return step(state, 'some');
  return changed(state, frame);
}

/** @param {Card} card */
export function voiceOf(card) {
  return card.voice;
}

/** @param {State} state @param {null|'some'|'all'} missing @returns {Step} */
function step(state, missing = null) {
  return { state, fresh: [], edited: [], gone: [], missing };
}

/** @param {State} state @param {any} frame @returns {State} */
function heard(state, frame) {
  const late = frame.late === undefined ? state.late : frame.late; // not every frame tells
  return { ...state, stage: frame.stage ?? state.stage, clock: frame.clock ?? state.clock, late, shows: frame.shows ?? state.shows };
}

/** @param {State} state @param {any} frame @returns {Step} */
function replaced(state, frame) {
  const before = new Map(state.cards.map((card) => [card.id, card]));
  const cards = ordered(frame.cards);
  const now = new Set(cards.map((card) => card.id));
  return {
    state: { ...heard(state, frame), epoch: frame.epoch, seq: frame.seq, cards },
    fresh: cards.filter((card) => !before.has(card.id)).map((card) => card.id),
    edited: cards.filter((card) => before.has(card.id) && differs(card, before.get(card.id))).map((card) => card.id),
    gone: state.cards.filter((card) => !now.has(card.id)).map((card) => card.id),
    missing: null,
  };
}

/** @param {State} state @param {any} frame @returns {Step} */
function changed(state, frame) {
  const cards = new Map(state.cards.map((card) => [card.id, card]));
  /** @type {Set<string>} */ const taken = new Set();
  for (const change of frame.changes) {
    if (change.seq <= state.seq) continue;
    if (change.card) cards.set(change.id, change.card);
    else cards.delete(change.id);
    if (change.card) taken.delete(change.id);
    else taken.add(change.id);
  }
  const before = new Map(state.cards.map((card) => [card.id, card]));
  const next = heard(state, frame);
  const pinned = new Set(Object.values(next.shows ?? {}).map((show) => show.pinned));
  const kept = retained(ordered([...cards.values()]), (card) => pinned.has(card.id));
  return {
    state: { ...next, seq: Math.max(state.seq, frame.seq), cards: kept },
    fresh: kept.filter((card) => !before.has(card.id)).map((card) => card.id),
    edited: kept.filter((card) => before.has(card.id) && differs(card, before.get(card.id))).map((card) => card.id),
    gone: [...taken],
    missing: null,
  };
}

/** @param {Card} one @param {Card|undefined} other */
function differs(one, other) {
  return one !== other && JSON.stringify(one) !== JSON.stringify(other);
}

/** @param {Card[]} cards newest first; equal times keep one order on every wall */
function ordered(cards) {
  return [...cards].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}
