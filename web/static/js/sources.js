// @ts-check
/** Keeps the page of sources fresh: asks for it again now and then, while somebody looks, and changes what has changed. */

const EVERY = 10_000; // ms

const fresh = () => /** @type {HTMLElement} */ (document.getElementById('fresh'));

async function look() {
  if (document.hidden || busy()) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return; // the next look may find the house again
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.getElementById('fresh');
  if (!next || busy()) return;
  const heading = fresh().querySelector('h1');
  const newHeading = next.querySelector('h1');
  if (heading && newHeading?.textContent === heading.textContent) newHeading?.replaceWith(heading); // said once
  const open = [...fresh().querySelectorAll('details')].map((one) => one.open);
  for (const [at, one] of [...next.querySelectorAll('details')].entries()) if (at in open) one.open = open[at];
  fresh().replaceWith(document.adoptNode(next));
}

/** Whether somebody is in the middle of something there: reading by keyboard, or copying. */
function busy() {
  return fresh().contains(document.activeElement) || !getSelection()?.isCollapsed;
}

setInterval(look, EVERY);
addEventListener('visibilitychange', look);
