// @ts-check
/** What a kiosk keeps of itself for a cut: its page as it was served, with what this wall knows now in the place of what was said then. */

/** @typedef {import('./state.js').State} State */

const RENEWED = 15_000; // ms, while nothing is taken away
const TOGETHER = 250; // ms: what is taken away within them goes in one writing
const PLACE = '<!--said-->'; // where the frame stands in the page: what anybody writes is escaped, and never looks like that

/** @type {((words: {page: string, html: string, headers: [string, string][], less: boolean}) => void)|null} */ let hand = null;
/** @type {{parts: string[], headers: [string, string][]}|null} the page without anybody's words */ let stage = null;
/** @type {{state: State, event: object}|null} */ let known = null;
/** @type {ReturnType<typeof setTimeout>|undefined} */ let due;
let less = false; // whether something was taken away since the last writing
let written = '';
let soonest = 0;

/**
 * Keep from now on; fails where the page cannot be had.
 * @param {NonNullable<typeof hand>} keeper whoever holds it when this page is gone
 */
export async function keep(keeper) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  stage = { parts: emptied(page).split(PLACE), headers: [...answer.headers].filter(([name]) => !/^content-(encoding|length)$/.test(name)) };
  if (!answer.ok || stage.parts.length !== 2) throw new Error('this is no page of a wall'); // but an error's, or the venue's own
  hand = keeper;
  write();
  setInterval(write, RENEWED);
}

/** What this wall knows now; at once when it knows less than before, for what was taken away must not come back. @param {State} state @param {object} event @param {boolean} taken */
export function remember(state, event, taken) {
  known = { state, event };
  less ||= taken;
  if (!less) return;
  clearTimeout(due);
  if (Date.now() >= soonest) write();
  else due = setTimeout(write, soonest - Date.now());
}

function write() {
  if (!hand || !stage || !known) return;
  const { state, event } = known;
  const stands = `${state.epoch} ${state.seq}`;
  if (stands === written && !less) return;
  const [before, after] = stage.parts;
  const frame = new Option(JSON.stringify({ v: 1, type: 'snapshot', event, ...state })).innerHTML;
  hand({ page: location.href, html: `${before}${frame}${after}`, headers: stage.headers, less });
  written = stands;
  less = false;
  soonest = Date.now() + TOGETHER;
}

/** A page of a wall with nobody's words or faces in it, and a mark where the snapshot is. @param {Document} page */
function emptied(page) {
  for (const voice of page.querySelectorAll('main .voice')) voice.remove();
  for (const seat of page.querySelectorAll('.stalls .face')) {
    seat.replaceChildren();
    seat.classList.add('vacant');
  }
  for (const line of page.querySelectorAll('.late')) line.toggleAttribute('hidden', true);
  const snapshot = /** @type {HTMLTemplateElement|null} */ (page.getElementById('snapshot'));
  if (snapshot) snapshot.innerHTML = PLACE;
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
}
