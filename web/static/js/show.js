// @ts-check
/** What a wall is told to show, as a pure function of the shows that frames bring, of its room, and of a list of its own. */

/** @typedef {'stream'|'stage'|'applause'|'letters'|'credits'|'programme'|'announcement'|'sponsors'} SceneName */
/** @typedef {{title: string, text: string, lang: string|null, dir: 'ltr'|'rtl'}} Announcement */
/** @typedef {{scene: SceneName, paused: boolean, blank: boolean, pinned: string|null, announcement: Announcement|null, talk: string|null, at: string|null}} Show */
/** @typedef {{scene: SceneName, paused: boolean, blank: boolean, pinned: string|null, announcement: Announcement|null, talk: string|null}} Cue */

/** @type {SceneName[]} */
export const SCENES = ['stream', 'stage', 'applause', 'letters', 'credits', 'programme', 'announcement', 'sponsors'];
export const TURN = 40_000; // ms for each scene of a wall that turns through a list

/** @type {Show} */
const OPEN = { scene: 'stream', paused: false, blank: false, pinned: null, announcement: null, talk: null, at: null };

/** The list that a wall's address gives it; empty when it gives none. @param {string|null} given @returns {SceneName[]} */
export function listOf(given) {
  const asked = (given ?? '').split(',').map((name) => name.trim());
  return SCENES.filter((name) => asked.includes(name)).sort((a, b) => asked.indexOf(a) - asked.indexOf(b));
}

/**
 * @param {Record<string, Show>|null} shows by room; '' is the event's
 * @param {{room: string, list: SceneName[], turn: number}} wall `turn` counts how often a list has been turned
 * @returns {Cue}
 */
export function cueOf(shows, { room, list, turn }) {
  const show = { ...OPEN, ...(shows?.[room] ?? shows?.['']) };
  const own = list.filter((name) => name !== 'announcement' || show.announcement);
  const told = !list.length || (show.at !== null && own.includes(show.scene));
  const wanted = told ? show.scene : own[turn % own.length] ?? 'stream';
  const scene = SCENES.includes(wanted) && (wanted !== 'announcement' || show.announcement) ? wanted : 'stream'; // nothing to announce
  const { paused, blank, pinned, announcement, talk } = show;
  return { scene, paused, blank, pinned, announcement, talk };
}

/** Whether a wall need not change scenes, in front of the room, to go from one to the other. @param {Cue} one @param {Cue} other */
export function sameScene(one, other) {
  if (one.scene !== other.scene) return false;
  if (one.scene === 'announcement') return JSON.stringify(one.announcement) === JSON.stringify(other.announcement);
  return one.scene !== 'letters' || one.talk === other.talk;
}
