// @ts-check
/** The desk: keys and buttons do what forms do, what others do shows at once, and nothing moves under the reader's hand. */

import { count, listed, say } from './phrases.js';
import { listen } from './socket.js';
import { chooseTheme } from './moderate_page.js';

const LOOK_AFTER = 400; // ms between two looks at the list: a flood of posts is no flood of requests
const MINUTE = 60_000;
const find = (/** @type {string} */ selector, within = document) => /** @type {HTMLElement} */ (within.querySelector(selector));
const { event } = document.documentElement.dataset;
const home = `/moderate/${event}`;

let place = { epoch: '', seq: -1 };
/** @type {ReturnType<typeof setTimeout>|undefined} */ let looking;
let busy = false;
let looked = Date.now();
let stale = false;
/** Who else looks at which post. @type {Record<string, string[]>} */ let others = {};
/** @type {(words: string) => void} */ let tell = () => {};

const where = () => new URL(location.href).searchParams;
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#queue .q')]);
const another = (/** @type {string} */ name) => name !== document.documentElement.dataset.me;
const selected = () => find('#post .whole')?.dataset.id ?? null;

function tellThem(/** @type {string} */ told, wrong = false) {
  const said = find('.said');
  said.textContent = told;
  said.classList.toggle('wrong', wrong);
}

/** @param {string} path @returns {Promise<Document|null>} */
async function page(path) {
  const answer = await fetch(path, { headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.status === 401) location.reload();
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
}

/** Ask for everything that changes by itself, and change what has changed. */
async function look() {
  clearTimeout(looking);
  looking = undefined;
  looked = Date.now();
  if (busy) return later();
  busy = true;
  const asked = where();
  const id = selected();
  if (id) asked.set('post', id);
  const fresh = await page(`${home}/list.html?${asked}`);
  busy = false;
  if (!fresh) return;
  const waited = Number(find('[data-tab="waiting"] .num')?.textContent?.replace(/\D/g, '') ?? 0);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (fresh.querySelectorAll('[data-part]'))) swap(part);
  mark();
  if (find('.tabs').hasAttribute('data-lagging')) setTimeout(later, 1500);
  const waits = Number(find('[data-tab="waiting"] .num')?.textContent?.replace(/\D/g, '') ?? 0);
  if (waits > waited) find('#news').textContent = count('waits', waits - waited);
}

function later() {
  looking ??= setTimeout(look, LOOK_AFTER);
}

/** Say on each row who else is looking at it, so that two do not read the same one. */
function mark() {
  for (const old of document.querySelectorAll('#queue .looked')) old.remove();
  for (const row of rows()) {
    const names = (others[row.dataset.id ?? ''] ?? []).filter(another);
    row.toggleAttribute('data-taken', names.length > 0);
    if (!names.length) continue;
    const looked = document.createElement('span');
    looked.className = 'looked';
    looked.textContent = say(names.length === 1 ? 'looking.one' : 'looking.other', { names: listed(names) });
    find('.l1', /** @type {any} */ (row)).append(looked);
  }
}

/** @param {HTMLElement} part */
function swap(part) {
  const old = find(`#${part.dataset.part}`);
  if (part.dataset.part === 'queue') {
    const held = others;
    others = {};
    mark(); // else it would never be the same as what came
    others = held;
  }
  for (const open of old?.querySelectorAll('details[open][id]') ?? []) part.querySelector(`#${open.id}`)?.setAttribute('open', '');
  if (!old || old.innerHTML === part.innerHTML) return;
  const active = /** @type {HTMLElement|null} */ (old.contains(document.activeElement) ? document.activeElement : null);
  if (active?.matches('input')) part.querySelector('input[type=search]')?.replaceWith(active); // somebody is typing
  const at = active && { own: active.closest('details')?.id, id: active.closest('.q')?.id, tab: active.dataset.tab, value: active.getAttribute('value'), name: active.getAttribute('name') };
  const scrolled = old.querySelector('.rows')?.scrollTop ?? 0;
  old.replaceChildren(...part.childNodes);
  const list = old.querySelector('.rows');
  if (list) list.scrollTop = scrolled;
  if (!at || !active) return;
  if (active.isConnected) return active.focus();
  const again = at.own ? `#${at.own} summary` : at.id ? `#${at.id} .open` : at.tab ? `[data-tab="${at.tab}"]` : at.name ? `[name="${at.name}"][value="${at.value}"]` : 'button';
  find(again, /** @type {any} */ (old))?.focus();
}

/** @param {string|null} id @param {boolean} [focus] */
async function choose(id, focus = false) {
  for (const row of rows()) {
    const on = row.dataset.id === id;
    row.toggleAttribute('data-on', on);
    const open = find('.open', /** @type {any} */ (row));
    if (on) open.setAttribute('aria-current', 'true');
    else open.removeAttribute('aria-current');
    if (on && focus) open.focus({ preventScroll: true });
    if (on) row.scrollIntoView({ block: 'nearest' });
  }
  const asked = where();
  if (id) asked.set('post', id);
  else asked.delete('post');
  history.replaceState(null, '', `${location.pathname}?${asked}`);
  tell(id ?? '');
  await whole(id);
}

/** Show one post in full. @param {string|null} id */
async function whole(id) {
  const fresh = id && (await page(`${home}/posts/${id}.html`));
  const post = find('#post');
  const held = post.contains(document.activeElement);
  if (fresh) post.replaceChildren(...fresh.body.childNodes);
  else post.replaceChildren(nothing(say(id ? 'gone' : 'nothing')));
  post.scrollTop = 0;
  if (held) post.focus();
}

/** @param {string} told */
function nothing(told) {
  const empty = document.createElement('div');
  const line = document.createElement('p');
  empty.className = 'empty';
  line.className = 'v';
  line.textContent = told;
  empty.append(line);
  return empty;
}

/** The row so many steps from this one. @param {string|null} id @param {number} [step] */
function beside(id, step = 1) {
  const ids = rows().map((row) => row.dataset.id ?? '');
  const at = ids.indexOf(id ?? '');
  if (at < 0) return ids[0] ?? null;
  return ids[at + step] ?? null;
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} button */
async function send(form, button) {
  if (button?.dataset.sure && !confirm(button.dataset.sure)) return;
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) told.append(name, String(value));
  if (button instanceof HTMLButtonElement && button.name) {
    if (button.name !== 'chosen') told.append(button.name, button.value);
  }
  const mine = form.closest('#post') ? selected() : null;
  const moves = Boolean(mine) && !form.matches('.back');
  const next = moves ? beside(mine) ?? beside(mine, -1) : null;
  tellThem('…');
  const answer = await fetch(form.action, { method: 'POST', body: told, headers: { accept: 'application/json' } }).catch(() => null);
  if (!answer) return tellThem(say('unreachable'), true);
  const came = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    tellThem(came.detail ?? say('refused'), true);
    await look();
    if (mine) await whole(mine);
    return;
  }
  tellThem(came.said);
  await look();
  const stays = mine && document.getElementById(`q-${mine}`);
  if (moves && !stays) await choose(next && document.getElementById(`q-${next}`) ? next : beside(null), true);
  else if (selected()) await whole(selected());
}

addEventListener('submit', (submitted) => {
  const form = /** @type {HTMLFormElement} */ (submitted.target);
  if (form.method !== 'post') return;
  submitted.preventDefault();
  send(form, submitted.submitter);
});

addEventListener('click', (clicked) => {
  const target = /** @type {HTMLElement} */ (clicked.target);
  const row = /** @type {HTMLElement|null} */ (target.closest('.q'));
  if (target.closest('.help')) return find('.allkeys').showModal();
  if (!row || !target.closest('.open') || clicked.metaKey || clicked.ctrlKey || clicked.shiftKey) return;
  clicked.preventDefault();
  choose(row.dataset.id ?? null, true).then(() => {
    if (matchMedia('(max-width: 860px)').matches) find('#post').scrollIntoView();
  });
});

addEventListener('keydown', (pressed) => {
  const target = /** @type {HTMLElement} */ (pressed.target);
  if (pressed.metaKey || pressed.ctrlKey || pressed.altKey || document.querySelector('dialog[open]')) return;
  if (target.matches('input:not([type=checkbox]), select, textarea')) {
    if (pressed.key === 'Escape') target.blur();
    return;
  }
  const key = pressed.key.toLowerCase();
  if (key === 'j' || key === 'k') choose(beside(selected(), key === 'j' ? 1 : -1) ?? selected(), true);
  else if (key === '/') find('#q').focus();
  else if (key === '?') find('.allkeys').showModal();
  else {
    const button = find(`#post [data-key="${CSS.escape(key)}"]`) ?? find(`#undo [data-key="${CSS.escape(key)}"]`);
    if (!button || pressed.repeat) return;
    if (!('wide' in button.dataset)) button.click();
    else { // one key too many must not put on the walls what waits for approval
      button.focus();
      tellThem(button.parentElement?.querySelector('.what')?.textContent ?? '');
    }
  }
  pressed.preventDefault();
});

tell = listen({
  path: `${home}/live`,
  position: () => place,
  onFrame(frame) {
    if (frame.seq !== undefined) place = { epoch: frame.epoch, seq: frame.seq };
    if (frame.type === 'here') {
      const names = frame.names.filter(another);
      find('.team').hidden = !names.length;
      find('.team').textContent = say('with-you', { names: listed(names) });
      others = frame.looking;
      mark();
    } else if (frame.type === 'changed' || (frame.type === 'hello' && stale)) {
      later();
      if (frame.type === 'hello' || frame.ids.includes(selected())) refreshWhole();
    }
    if (frame.type === 'beat' && Date.now() - looked > MINUTE) later(); // the hour goes on where nothing comes, too
    if (frame.type === 'hello') {
      stale = true;
      tell(selected() ?? '');
    }
    return null;
  },
  onState(state) {
    document.documentElement.dataset.line = state;
    if (state === 'stale') tellThem(say('stale'), true);
  },
});

/** Show the selected post as it is now, unless somebody is choosing something in it. */
function refreshWhole() {
  if (document.querySelector('#post input:checked')) return;
  whole(selected());
}

chooseTheme();
