// @ts-check
/// <reference lib="webworker" />
/** Keeps a kiosk's wall through a cut: its page, styles, scripts and faces as they came last; the network is always asked first. */

const NAME = 'wall-1';
const PATIENCE = 4_000; // ms: a network that does not answer is a cut, too
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = new URL(worker.registration.scope);

/** What this wall is made of, on this host; never a form, nor anybody's desk. @param {URL} url */
function isOurs(url) {
  if (url.origin !== scope.origin || url.searchParams.has('key')) return false;
  return url.pathname === scope.pathname || url.pathname.startsWith(`${scope.pathname}/`) || /^\/(static|pictures)\//.test(url.pathname);
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(begun()));
worker.addEventListener('message', (event) => {
  const { keep = [], page } = event.data ?? {};
  event.waitUntil(page ? keptAnew(new URL(page)) : Promise.all(keep.map((/** @type {string} */ one) => kept(new URL(one)))));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && isOurs(new URL(request.url))) event.respondWith(answered(request));
});

async function begun() {
  for (const name of await caches.keys()) if (name.startsWith('wall-') && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {URL} url */
async function kept(url) {
  if (isOurs(url)) await asked(new Request(url)).catch(() => {});
}

/** The page as it stands now; what it no longer shows is let go of: a face that was deleted must not stay here either. @param {URL} url */
async function keptAnew(url) {
  if (!isOurs(url)) return;
  const answer = await asked(new Request(url)).catch(() => null);
  if (!answer?.ok) return;
  const cache = await caches.open(NAME);
  const shown = await answer.text();
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/pictures/') && !shown.includes(pathname)) await cache.delete(request);
    if (pathname.endsWith('.json')) await asked(request).catch(() => {});
  }
}

/** The network's answer; without one, what came last. @param {Request} request */
async function answered(request) {
  try {
    return await asked(request);
  } catch (cut) {
    const last = await caches.match(request, { cacheName: NAME, ignoreVary: true });
    if (last) return last;
    throw cut;
  }
}

/** Ask, and keep what is good; what the house says is gone is let go of here too. @param {Request} request */
async function asked(request) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await (request.mode === 'navigate' ? fetch(request.url, { signal }) : fetch(request, { signal }));
  const cache = await caches.open(NAME);
  if (answer.status === 200) await cache.put(request.url, answer.clone());
  else if (answer.status === 404 || answer.status === 410) await cache.delete(request.url);
  return answer;
}
