import type { OutboundRoute } from '../model/settings';

/** Outbound routes by prefix; a number is walked from its end, so a look-up never reads other routes. */
export class RouteIndex {
  readonly #byPrefix = new Map<string, OutboundRoute[]>();
  readonly #emergency: OutboundRoute[] = [];
  #longestPrefix = 0;

  /** Routes in the order they are listed in the configuration: it decides among equal priorities. */
  constructor(routes: Iterable<OutboundRoute>) {
    for (const route of routes) {
      if (route.emergency) this.#emergency.push(route);
      if (route.prefix === null) continue;
      const same = this.#byPrefix.get(route.prefix);
      if (same === undefined) this.#byPrefix.set(route.prefix, [route]);
      else same.push(route);
      this.#longestPrefix = Math.max(this.#longestPrefix, route.prefix.length);
    }
    for (const same of this.#byPrefix.values()) same.sort(byPriority);
    this.#emergency.sort(byPriority);
  }

  /** The routes whose prefix a number begins with, best first: longest prefix, then lowest priority. */
  matching(number: string): readonly OutboundRoute[] {
    let found: readonly OutboundRoute[] = [];
    for (let length = Math.min(number.length, this.#longestPrefix); length >= 0; length -= 1) {
      const routes = this.#byPrefix.get(number.slice(0, length));
      if (routes !== undefined) found = found.length === 0 ? routes : [...found, ...routes];
    }
    return found;
  }

  /** Best first. */
  get emergency(): readonly OutboundRoute[] {
    return this.#emergency;
  }
}

const byPriority = (a: OutboundRoute, b: OutboundRoute): number => a.priority - b.priority;
