// @ts-check
/** The line to the house: it resumes where it was cut, waits longer each time in vain, and knows when it has grown stale. */

const STALE = 25_000; // ms without a frame; the house beats every ten seconds
const SHORTEST = 500;
const LONGEST = 15_000;
const NO_SUCH_EVENT = 4404;

/**
 * @param {object} line
 * @param {string} line.path of the socket, on our own host
 * @param {() => {epoch: string, seq: number}} line.position where to resume; an empty epoch asks for everything
 * @param {(frame: any) => null|'some'|'all'} line.onFrame says what it misses, if it does
 * @param {(state: 'live'|'connecting'|'stale', heard: number) => void} line.onState told at each change and each second while not live
 */
export function listen({ path, position, onFrame, onState }) {
  /** @type {WebSocket|null} */ let socket = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let retry;
  let attempts = 0;
  let heard = Date.now(); // the page itself was news
  let state = 'connecting';
  let all = false;

  function tell(/** @type {'live'|'connecting'|'stale'} */ next) {
    if (next === state && next === 'live') return;
    state = next;
    onState(next, heard);
  }

  function open() {
    clearTimeout(retry);
    hangUp();
    const { epoch, seq } = position();
    const where = new URL(path, location.href);
    where.protocol = where.protocol.replace('http', 'ws');
    if (epoch && !all) where.search = new URLSearchParams({ epoch, seq: String(seq) }).toString();
    const mine = (socket = new WebSocket(where));
    mine.onmessage = (message) => {
      if (mine !== socket) return;
      const frame = JSON.parse(message.data);
      heard = Date.now();
      attempts = 0;
      all = false;
      const missing = onFrame(frame);
      tell('live');
      if (missing) again(missing === 'all');
    };
    mine.onclose = (closed) => {
      if (mine !== socket) return;
      socket = null;
      again(false, closed.code === NO_SUCH_EVENT ? 60_000 : undefined);
    };
  }

  function hangUp() {
    const old = socket;
    socket = null; // first, so that its handlers fall silent
    old?.close();
  }

  function again(/** @type {boolean} */ everything, /** @type {number|undefined} */ wait) {
    hangUp();
    all ||= everything;
    const ceiling = Math.min(LONGEST, SHORTEST * 2 ** attempts);
    attempts += 1;
    tell(Date.now() - heard >= STALE ? 'stale' : 'connecting');
    clearTimeout(retry);
    retry = setTimeout(open, wait ?? ceiling * (0.5 + Math.random() / 2));
  }

  setInterval(() => {
    const silent = Date.now() - heard;
    if (silent >= STALE && state !== 'stale') {
      tell('stale');
      if (socket) again(false); // it looks open and says nothing: the network has gone from under it
    } else if (state !== 'live') tell(silent >= STALE ? 'stale' : 'connecting');
  }, 1000);
  addEventListener('online', () => { attempts = 0; open(); });
  addEventListener('pagehide', hangUp);
  addEventListener('pageshow', (shown) => { if (shown.persisted) open(); });
  open();
  /** Say something to the house, where it is there to hear it. */
  return (/** @type {string} */ words) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(words);
  };
}
