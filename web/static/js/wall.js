// @ts-check
/** A wall: what the page was painted with, then whatever the socket tells. Scenes know nothing of the network. */

import { House, SPREAD } from './house.js';
import { remember } from './keeping.js';
import { tellLate } from './late.js';
import { lookAgain } from './look.js';
import { say } from './phrases.js';
import { Announcement } from './scenes/announcement.js';
import { Applause } from './scenes/applause.js';
import { Credits } from './scenes/credits.js';
import { Letters } from './scenes/letters.js';
import { Programme } from './scenes/programme.js';
import { Sponsors } from './scenes/sponsors.js';
import { Stage } from './scenes/stage.js';
import { TURN, cueOf, listOf } from './show.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { Stalls } from './stalls.js';
import { Stream } from './stream.js';
import { Strip } from './strip.js';
import { Theatre } from './theatre.js';

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const section = (/** @type {string} */ name) => find(`.scene[data-scene=${name}]`);
const asked = new URLSearchParams(location.search);
const list = listOf(asked.get('scenes'));

const painted = firstFrame();
let { state } = apply(nothing(), painted);
let turn = 0;
/** @type {string|null} a pinned card that we have asked for */ let sought = null;

const house = new House(state, painted.event, asked.get('room') ?? '');
const strip = new Strip(find('.strip'), house.room);
const stalls = new Stalls(find('.stalls'), state.cards);
const theatre = new Theatre({
  scenes: {
    stream: new Stream(section('stream'), house, (card) => stalls.speaks(card)),
    stage: new Stage(section('stage'), house, (title) => strip.entitle(title)),
    applause: new Applause(section('applause'), house, (title) => strip.entitle(title)),
    letters: new Letters(section('letters'), house, (title) => strip.entitle(title)),
    credits: new Credits(section('credits'), house),
    programme: new Programme(section('programme'), house),
    announcement: new Announcement(section('announcement')),
    sponsors: new Sponsors(section('sponsors'), house),
  },
  lit: [find('main'), find('.stalls')],
  curtain: find('.curtain'),
  onScene: ({ scene }) => strip.entitle(title(scene)),
});

/** What the strip says in a scene; null where it says who is on stage and who is next. @param {import('./show.js').SceneName} scene */
function title(scene) {
  if (scene === 'stream') return null;
  if (scene === 'applause' && innerWidth <= 640) return say('mirror-applause');
  if (scene === 'applause') return house.room ? say('applause-room', { room: house.room }) : say('applause');
  return house.room || house.event.name;
}

function cue() {
  return cueOf(state.shows, { room: house.room, list, turn });
}

note();
tellLate(state.late);
strip.tell(state.stage);
stalls.seat(state.cards);
theatre.tell(cue());
remember(state, painted.event, false);
if (list.length > 1) setInterval(() => { turn += 1; theatre.tell(cue()); }, TURN);

listen({
  path: `/wall/${house.event.slug}/live`,
  position: () => state,
  onFrame(frame) {
    const step = apply(state, frame);
    const cleared = step.state.shows !== state.shows && JSON.stringify(step.state.shows) !== JSON.stringify(state.shows);
    state = step.state;
    const less = step.gone.length + step.edited.length > 0;
    house.hear(state, less);
    note();
    strip.tell(state.stage);
    tellLate(state.late);
    if (step.fresh.length || step.edited.length || step.gone.length) {
      stalls.seat(state.cards);
      theatre.step(step);
    }
    theatre.tell(cue());
    remember(state, painted.event, less || cleared);
    if (frame.type === 'changes' && !frame.changes.length && !cleared) lookAgain(house, 4 * SPREAD);
    return step.missing ?? (pinnedUnknown() ? 'all' : null);
  },
  onState: (connection, heard) => strip.connection(connection, heard),
});

/** How far this wall has heard, for whoever looks at the page. */
function note() {
  document.documentElement.dataset.epoch = state.epoch;
  document.documentElement.dataset.seq = String(state.seq);
}

/** Whether a card is pinned that this wall has never seen; asked for once. */
function pinnedUnknown() {
  const { pinned } = cue();
  const unknown = pinned !== null && pinned !== sought && !state.cards.some((card) => card.id === pinned);
  if (unknown) sought = pinned;
  return unknown;
}
