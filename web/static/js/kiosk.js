// @ts-check
/** A wall that nobody sits at (`?kiosk=1`): it keeps its screen awake, hides the pointer, follows the event's look and comes back by itself. */

import { keep } from './keeping.js';
import { wear, worn } from './look.js';

const REST = 3_000; // ms without a movement, after which the pointer goes
const LOOK_AFTER = 15_000;
const HEARTBEAT = 5_000;
const FROZEN = 60_000; // ms without a heartbeat
const page = document.documentElement;
const { event } = page.dataset;

/** Ask for the screen, and again each time it was taken away. */
function stayAwake() {
  const ask = () => {
    if (document.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {}); // a battery may refuse
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}

/** No pointer while nobody moves it. */
function hidePointer() {
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let resting;
  const rest = () => page.toggleAttribute('data-at-rest', true);
  addEventListener('pointermove', () => {
    page.removeAttribute('data-at-rest');
    clearTimeout(resting);
    resting = setTimeout(rest, REST);
  });
  rest();
}

/** A script that broke, or a machine that had slept: start anew, once a minute at most, and only where there is somebody to answer. */
function comeBack() {
  const again = async () => {
    const last = Number(sessionStorage.getItem('came-back') ?? 0);
    const answer = Date.now() - last < FROZEN ? null : await fetch(`/wall/${event}/look.css`, { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok) return;
    sessionStorage.setItem('came-back', String(Date.now()));
    location.reload();
  };
  addEventListener('error', (broken) => { if (broken.error) setTimeout(again, HEARTBEAT); });
  let beat = Date.now();
  setInterval(() => {
    const silent = Date.now() - beat;
    beat = Date.now();
    if (silent > FROZEN) again();
  }, HEARTBEAT);
}

/** The event's own stylesheet, also where no frame told of another one. @param {string|null} [known] */
async function followLook(known = null) {
  const tag = known === null ? await worn() : await wear(known);
  setTimeout(() => followLook(tag), LOOK_AFTER);
}

/** Where the address is safe, a worker keeps the wall through cuts: what it is made of, and how it stands. */
async function outliveCuts() {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(`/wall/${event}/worker.js`, { scope: `/wall/${event}` });
  const registration = await navigator.serviceWorker.ready;
  const tell = (/** @type {object} */ words) => registration.active?.postMessage(words);
  new PerformanceObserver((list) => { // what was asked for before the worker was there, also where the answer came later
    const entries = /** @type {PerformanceResourceTiming[]} */ (list.getEntries());
    tell({ keep: entries.filter(({ workerStart }) => !workerStart).map(({ name }) => name) });
  }).observe({ type: 'resource', buffered: true });
  const begin = () => keep(tell).catch(() => setTimeout(begin, LOOK_AFTER));
  await begin();
}

if (new URLSearchParams(location.search).get('kiosk') === '1') {
  stayAwake();
  hidePointer();
  comeBack();
  followLook();
  outliveCuts().catch(() => {}); // a browser that keeps nothing shows the wall all the same
}
