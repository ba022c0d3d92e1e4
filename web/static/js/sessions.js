// @ts-check
/** Speakers in programme order, parted into pages of a curtain call: by session, so that those who spoke together stand together. */

/** @typedef {import('./house.js').Programme} Programme */
/** @typedef {import('./house.js').Speaker} Speaker */
/** @typedef {{speakers: Speaker[], from: number|null, to: number|null}} Session `from` and `to` in ms */

const BREAK = 25 * 60_000; // a longer gap between two talks ends a session

/** @param {Programme} programme @param {string} room @param {number} most speakers on a page @returns {Session[]} */
export function pagesOf(programme, room, most) {
  /** @type {Session[]} */ const pages = [];
  for (const session of sessionsOf(programme, room)) {
    const last = pages.at(-1);
    if (last && last.speakers.length + session.speakers.length <= most && sameDay(last, session)) {
      last.speakers.push(...session.speakers);
      last.to = Math.max(last.to ?? 0, session.to ?? 0) || null;
      continue;
    }
    const parts = Math.ceil(session.speakers.length / most);
    const size = Math.ceil(session.speakers.length / parts);
    for (let at = 0; at < session.speakers.length; at += size)
      pages.push({ ...session, speakers: session.speakers.slice(at, at + size) });
  }
  return pages;
}

/** @param {Programme} programme @param {string} room @returns {Session[]} each speaker once, where they speak first */
function sessionsOf({ talks, speakers }, room) {
  const known = new Map(speakers.map((one) => [one.key, one]));
  const timed = talks.filter((talk) => talk.starts_at && (!room || talk.room === room))
    .sort((a, b) => (a.starts_at ?? '').localeCompare(b.starts_at ?? ''));
  /** @type {Session[]} */ const sessions = [];
  for (const talk of timed) {
    const from = Date.parse(talk.starts_at ?? '');
    const to = Date.parse(talk.ends_at ?? '') || from;
    const last = sessions.at(-1);
    const session = last && from - (last.to ?? 0) < BREAK ? last : { speakers: [], from, to };
    if (session !== last) sessions.push(session);
    session.to = Math.max(session.to ?? 0, to);
    for (const key of talk.speakers) {
      const speaker = known.get(key);
      if (speaker) session.speakers.push(speaker);
      known.delete(key);
    }
  }
  const untimed = room ? [] : [...known.values()];
  return [...sessions, { speakers: untimed, from: null, to: null }].filter((session) => session.speakers.length);
}

/** @param {Session} one @param {Session} other */
function sameDay(one, other) {
  return one.from === null || other.from === null || Math.abs(one.from - other.from) < 12 * 3_600_000;
}
