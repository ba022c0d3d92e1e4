// @ts-check
/// <reference lib="webworker" />
/** Keeps a kiosk's wall through a cut: its page, styles, scripts and faces as they came last; the network is always asked first. */

const NAME = 'wall-2';
const PATIENCE = 4_000; // ms: a network that does not answer is a cut, too
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = new URL(worker.registration.scope);
let age = 0; // how often something was taken away: what was asked before is not kept after
let writing = Promise.resolve(); // one after another, in the order in which they came

/** What a kiosk's wall is made of, on this host: its page, and what that asks for; never another page, nor anybody's desk. @param {URL} url */
function isOurs(url) {
  if (url.origin !== scope.origin || url.searchParams.has('key')) return false;
  if (url.pathname === scope.pathname) return url.searchParams.get('kiosk') === '1';
  return /^\/(static|pictures)\//.test(url.pathname) || (url.pathname.startsWith(`${scope.pathname}/`) && /\.(json|css)$/.test(url.pathname));
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(begun()));
worker.addEventListener('message', (event) => {
  const { keep = [], page, less } = event.data ?? {};
  if (less) age += 1;
  if (page) writing = writing.then(() => written(event.data)).catch(() => {});
  event.waitUntil(page ? writing : Promise.all(keep.map((/** @type {string} */ one) => kept(one))));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && isOurs(new URL(request.url))) event.respondWith(answered(request));
});

async function begun() {
  for (const name of await caches.keys()) if (name.startsWith('wall-') && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {string} url */
async function kept(url) {
  if (isOurs(new URL(url))) await asked(new Request(url)).catch(() => {});
}

/**
 * The page as its wall knows it now. Where that is less than before, what was told beside it goes, until a scene asks for it again;
 * and so do faces that nobody speaks of any more: what was deleted must not stay here either.
 * @param {{page: string, html: string, headers: [string, string][], less: boolean}} words
 */
async function written({ page, html, headers, less }) {
  const cache = await caches.open(NAME);
  await cache.put(page, new Response(html, { headers }));
  const urls = (await cache.keys()).map(({ url }) => url);
  const told = urls.filter((url) => new URL(url).pathname.endsWith('.json'));
  const stale = less ? told.filter((url) => !url.endsWith('/programme.json')) : [];
  for (const url of stale) await cache.delete(url);
  const left = told.filter((url) => !stale.includes(url));
  const words = await Promise.all(left.map(async (url) => (await cache.match(url, { ignoreVary: true }))?.text() ?? ''));
  for (const url of urls) {
    const { pathname } = new URL(url);
    if (pathname.startsWith('/pictures/') && ![html, ...words].some((one) => one.includes(pathname))) await cache.delete(url);
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
  const before = age;
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await (request.mode === 'navigate' ? fetch(request.url, { signal }) : fetch(request, { signal }));
  const cache = await caches.open(NAME);
  const isMade = /^\/(static|pictures)\//.test(new URL(request.url).pathname); // nobody's words
  if (answer.status === 200 && (isMade || before === age)) await cache.put(request.url, answer.clone());
  else if (answer.status === 404 || answer.status === 410) await cache.delete(request.url);
  return answer;
}
