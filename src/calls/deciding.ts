import type { CallParties, Decision } from '../decision/decision';
import type { CallFacts } from '../model/callFacts';
import type { CallPorts } from './callPorts';
import type { Wait } from './wait';

export type FinalDecision = Exclude<Decision, { readonly kind: 'lookup' }>;

/** A decision asks for users and numbers a few times at most: caller, called number, what those name. */
const maxLookups = 4;

/**
 * Brings a call to its decision: at once where everything is in memory, else after fetching what is missing. When that
 * cannot be had, two kinds of call are routed by what is in memory: emergency calls, which nothing refuses (design.md 4.2),
 * and calls of a user in memory to a public number, which counts as off-net then: nearly every such number is new, and
 * one of ours comes back from the carrier. All others are refused with 500, so that who sent them tries elsewhere.
 */
export class Deciding {
  readonly #ports: Pick<CallPorts, 'decide' | 'fetch' | 'log'>;
  readonly #callId: string;
  readonly #wait: Wait;
  readonly #facts: CallFacts;
  readonly #decided: (decision: FinalDecision) => void;
  #lookups = 0;

  constructor(
    ports: Pick<CallPorts, 'decide' | 'fetch' | 'log'>,
    callId: string,
    wait: Wait,
    facts: CallFacts,
    decided: (decision: FinalDecision) => void,
  ) {
    this.#ports = ports;
    this.#callId = callId;
    this.#wait = wait;
    this.#facts = facts;
    this.#decided = decided;
  }

  /** Calls `decided` once: before it returns where nothing is missing. */
  run(): void {
    const decision = this.#ports.decide(this.#facts, 'ask');
    if (decision.kind !== 'lookup') {
      this.#decided(decision);
      return;
    }
    this.#lookups += 1;
    if (this.#lookups > maxLookups) {
      this.#withoutDirectory(new Error(`still undecided after ${maxLookups} look-ups`));
      return;
    }
    this.#wait.begin(this.#ports.fetch(decision.keys), {
      arrived: () => {
        this.run();
      },
      failed: (error) => {
        this.#withoutDirectory(error);
      },
    });
  }

  #withoutDirectory(error: unknown): void {
    this.#ports.log.error({ err: error, call: this.#callId }, 'users and numbers of a call cannot be read');
    const decision = this.#ports.decide(this.#facts, 'absent');
    const unaffected =
      decision.kind === 'unknown_peer' ||
      (decision.kind === 'refuse' && decision.parties === null) ||
      (decision.kind === 'route' && decision.route.parties.emergency);
    if (unaffected) {
      this.#decided(decision);
      return;
    }
    const trace = decision.kind === 'lookup' ? [] : decision.trace;
    if (decision.kind === 'route' && isPublic(decision.route.parties)) {
      const result = 'numbers cannot be read: one that is not in memory counts as off-net';
      trace.push({ rule: 'directory', result });
      this.#decided(decision);
      return;
    }
    trace.push({ rule: 'directory', result: 'users and numbers cannot be read' });
    this.#decided({
      kind: 'refuse',
      failure: 'internal_error',
      parties:
        decision.kind === 'route'
          ? decision.route.parties
          : decision.kind === 'lookup'
            ? null
            : decision.parties,
      trace,
      emergency: decision.kind === 'lookup' ? null : decision.emergency,
    });
  }
}

/** From a user who was found, to a number in E.164. */
const isPublic = ({ direction, user, calledNumber }: CallParties): boolean =>
  direction === 'originating' && user !== null && calledNumber.startsWith('+');
