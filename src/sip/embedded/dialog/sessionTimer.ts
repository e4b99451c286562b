import { TimerNode } from '../../../model/timerWheel';
import { glareDelay } from '../../glare';
import type { MidCallListener, OutgoingRequest, ResponseView } from '../../stack';
import type { Body } from '../../stack';
import type { LegHost } from './legHost';
import type { AgreedSession } from './sessionTerms';

/**
 * The timer of one session (RFC 4028):
 *
 * - `off`: the last exchange agreed to none.
 * - `watching`: the far end refreshes.
 * - `waiting`: we do, when it is time, or after a try that failed.
 * - `refreshing`: a request of ours is under way.
 * - `over`: the session has expired, or its dialog is gone.
 */
export type SessionTimerState = 'off' | 'watching' | 'waiting' | 'refreshing' | 'over';
export type SessionTimerInput =
  | 'ours' // a 2xx makes us the refresher
  | 'theirs' // a 2xx makes the far end the refresher
  | 'none' // a 2xx without a timer
  | 'due'
  | 'crossed' // our refresh met an offer: 491
  | 'failed'
  | 'expiry'
  | 'stop';

type Rule = readonly [next: SessionTimerState, action: (timer: SessionTimer) => void];
type Row = Partial<Record<SessionTimerInput, Rule>>;

/** Any INVITE or UPDATE that succeeds refreshes, whoever sent it (RFC 4028 sections 7.4 and 9). */
const agreements: Row = {
  ours: ['waiting', (timer) => timer.restart()],
  theirs: ['watching', (timer) => timer.restart()],
  none: ['off', (timer) => timer.rest()], // section 7.2: no Session-Expires, no expiration
  stop: ['over', (timer) => timer.rest()],
};
const expiry: Rule = ['over', (timer) => timer.expire()]; // section 10

/** What is not here changes nothing. */
export const sessionTimerTable: Readonly<Record<SessionTimerState, Row>> = {
  off: agreements,
  watching: { ...agreements, expiry },
  waiting: { ...agreements, expiry, due: ['refreshing', (timer) => timer.refresh()] }, // section 7.4
  refreshing: {
    ...agreements,
    expiry,
    crossed: ['waiting', (timer) => timer.waitOutGlare()], // RFC 3261 section 14.1
    failed: ['waiting', (timer) => timer.tryLater()], // section 7.4: again, until the session expires
  },
  over: {},
};

/** The dialog a session stands in. */
export interface SessionOfTimer {
  readonly host: LegHost;
  readonly ownsCallId: boolean;
  /** Our side of the session, as the last exchange left it; null: there is none. */
  readonly description: Body | null;
  request(
    method: 'INVITE' | 'UPDATE',
    content: { readonly body?: Body | null },
    listener: MidCallListener,
  ): OutgoingRequest;
  /** By which the far end's is told from another; 0: it is not known. */
  readonly theirDescription: number;
  /** It has said something new of it in its answer to a refresh. */
  describedAnew(response: ResponseView): void;
  sessionExpired(): void;
}

/** A refresh under way, and by what the far end's description was told when it began. */
interface Refresh {
  readonly method: 'INVITE' | 'UPDATE';
  readonly before: number;
  readonly request: OutgoingRequest;
}

/** Between two tries of a refresh. */
const leastRetryMs = 1_000;
const mostRetryMs = 30_000;

/** Refreshes a session, or ends it when nobody has. It runs on one timer, and only where a timer was agreed to. */
export class SessionTimer extends TimerNode implements MidCallListener {
  private current: SessionTimerState = 'off';
  private session: AgreedSession | null = null;
  private refreshAt = Infinity;
  private expiresAt = Infinity;
  private retryMs = leastRetryMs;
  /** The far end takes UPDATE (RFC 3311). */
  private takesUpdate = false;
  private pending: Refresh | null = null;

  constructor(private readonly dialog: SessionOfTimer) {
    super();
  }

  get state(): SessionTimerState {
    return this.current;
  }

  /** The session to be refreshed; null: it does not expire. */
  get agreed(): AgreedSession | null {
    return this.session;
  }

  /** A 2xx of either side has agreed to this. @param takesUpdate null: it did not say */
  take(session: AgreedSession | null, takesUpdate: boolean | null): void {
    this.session = session;
    this.takesUpdate = takesUpdate ?? this.takesUpdate;
    if (session === null) this.feed('none');
    else this.feed(session.refresher === 'we' ? 'ours' : 'theirs');
  }

  feed(input: SessionTimerInput): void {
    const rule = sessionTimerTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }

  /** RFC 4028 section 10: it counts as expired a little before, so that the BYE comes while both still hold it. */
  restart(): void {
    const ms = (this.session?.interval ?? 0) * 1_000;
    const now = this.dialog.host.clock.now();
    this.retryMs = Math.min(Math.max(ms / 10, leastRetryMs), mostRetryMs);
    this.refreshAt = this.current === 'waiting' ? now + ms / 2 : Infinity;
    this.expiresAt = now + ms - Math.min(32_000, ms / 3);
    this.arm();
  }

  rest(): void {
    this.refreshAt = Infinity;
    this.expiresAt = Infinity;
    this.arm();
  }

  /** RFC 4028 section 7.4: UPDATE, which needs no offer, where the far end takes it; else the offer that stands. */
  refresh(): void {
    const { dialog } = this;
    const { description } = dialog;
    this.refreshAt = Infinity;
    const method = this.takesUpdate || description === null ? 'UPDATE' : 'INVITE';
    const content = method === 'UPDATE' ? {} : { body: description };
    const { theirDescription: before } = dialog;
    this.pending = { method, before, request: dialog.request(method, content, this) };
    this.arm();
  }

  /** An acceptance has come to `take` before. */
  final(status: number, _reason: string, response: ResponseView | null): void {
    const { pending } = this;
    this.pending = null;
    if (status < 300) {
      pending?.request.acknowledge({});
      const before = pending?.before ?? 0;
      const isNews = before !== 0 && before !== this.dialog.theirDescription;
      if (isNews && response !== null) this.dialog.describedAnew(response);
      return;
    }
    if (pending?.method === 'UPDATE' && (status === 405 || status === 501)) this.takesUpdate = false;
    this.retryMs = Math.max(this.retryMs, retryAfterMs(response));
    this.feed(status === 491 ? 'crossed' : 'failed');
  }

  waitOutGlare(): void {
    const { ownsCallId, host } = this.dialog;
    this.retryIn(glareDelay(ownsCallId, host.random));
  }

  tryLater(): void {
    this.retryIn(this.retryMs);
  }

  expire(): void {
    this.rest();
    this.dialog.sessionExpired();
  }

  override onTimer(): void {
    this.feed(this.dialog.host.clock.now() >= this.expiresAt ? 'expiry' : 'due');
  }

  private retryIn(ms: number): void {
    this.refreshAt = this.dialog.host.clock.now() + ms;
    this.arm();
  }

  private arm(): void {
    const { wheel } = this.dialog.host;
    const due = Math.min(this.refreshAt, this.expiresAt);
    if (due === Infinity) wheel.cancel(this);
    else wheel.schedule(this, due);
  }
}

/** RFC 3261 section 20.33; 0: it names no time. */
function retryAfterMs(response: ResponseView | null): number {
  const seconds = /^\d{1,6}/.exec(response?.header('retry-after') ?? '')?.[0];
  return seconds === undefined ? 0 : Number(seconds) * 1_000;
}
