// @ts-check
/** The stalls: faces of recent voices. Everyone keeps their seat; whoever speaks has left theirs. */

import { voiceOf } from './state.js';
import { portray } from './voice.js';

/** @typedef {import('./state.js').Card} Card */

export class Stalls {
  /** @type {{seat: HTMLElement, voice: string|null}[]} in the order in which they are taken */ #seats;
  #speaking = '';

  /** @param {HTMLElement} stalls @param {Card[]} cards those that the page was painted with, newest first */
  constructor(stalls, cards) {
    const voices = [...new Set(cards.map(voiceOf))];
    this.#seats = /** @type {HTMLElement[]} */ ([...stalls.querySelectorAll('[data-turn]')])
      .sort((a, b) => Number(a.dataset.turn) - Number(b.dataset.turn))
      .map((seat, turn) => ({ seat, voice: seat.classList.contains('vacant') ? null : (voices[turn] ?? null) }));
    for (const { seat } of this.#seats) for (const picture of seat.querySelectorAll('img')) forgive(picture);
  }

  /** @param {Card[]} cards newest first */
  seat(cards) {
    /** @type {Map<string, Card>} */ const voices = new Map();
    for (const card of cards) if (!voices.has(voiceOf(card)) && voices.size < this.#seats.length) voices.set(voiceOf(card), card);
    for (const place of this.#seats) {
      if (place.voice === null || voices.has(place.voice)) continue;
      place.voice = null;
      place.seat.replaceChildren();
      place.seat.classList.add('vacant');
    }
    const seated = new Set(this.#seats.map((place) => place.voice));
    for (const [voice, card] of voices) {
      const place = seated.has(voice) ? undefined : this.#seats.find((one) => one.voice === null);
      if (!place) continue;
      place.voice = voice;
      place.seat.replaceChildren(...blank());
      place.seat.classList.remove('vacant');
      portray(place.seat, card);
    }
    this.#show();
  }

  /** @param {Card|null} card */
  speaks(card) {
    this.#speaking = card ? voiceOf(card) : '';
    this.#show();
  }

  #show() {
    for (const { seat, voice } of this.#seats) seat.classList.toggle('gone', voice !== null && voice === this.#speaking);
  }
}

/** The inside of an empty face, from the page's own template. */
function blank() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('voice'));
  const face = /** @type {HTMLElement} */ (template.content.querySelector('.voice > .face')?.cloneNode(true));
  return face.childNodes;
}

/** @param {HTMLImageElement} picture */
function forgive(picture) {
  if (picture.complete && !picture.naturalWidth) picture.remove();
  else picture.onerror = () => picture.remove();
}
