import type { SipMessage } from '../../message/sipMessage';
import {
  agreedAsUac,
  agreedAsUas,
  answerHeaders,
  offeredInterval,
  offerHeaders,
  raisedBy,
  sessionFacts,
  type AgreedSession,
  type SessionTerms,
} from './sessionTerms';
import { supportedHeader } from '../../capabilities';
import { type SessionOfTimer, SessionTimer } from './sessionTimer';

/** The dialog, as its session's timer is told of it. */
export interface DialogOfSession extends SessionOfTimer {
  /** A 2xx to its first INVITE was sent or received. */
  readonly isConfirmed: boolean;
}

/** How often one request is sent again with the Min-SE that its 422 named. */
const mostRaises = 3;

/**
 * What the messages of one leg say of session timers (RFC 4028): offered in requests of ours, agreed to in 2xx. Where the
 * far end speaks of none, there is no timer.
 */
export class LegSession {
  /** Null: session timers are not used. The minimum rises with each 422. */
  private terms: SessionTerms | null;
  private timer: SessionTimer | null = null;

  constructor(private readonly dialog: DialogOfSession) {
    this.terms = dialog.host.sessionTerms;
  }

  /** Header lines of a request of ours. */
  requestHeaders(method: string): string {
    if (method === 'ACK') return '';
    const refreshing = method === 'INVITE' || method === 'UPDATE';
    if (this.terms === null) return refreshing ? this.supported : '';
    const offer = refreshing && this.agreed !== null ? offerHeaders(this.terms, this.agreed) : '';
    return this.supported + offer;
  }

  /** Those of our first INVITE. */
  invitationHeaders(otherTag: string | null): string {
    const { terms } = this;
    if (otherTag === null) return this.supported + (terms === null ? '' : offerHeaders(terms, null));
    if (terms === null) return supportedHeader(otherTag);
    return supportedHeader(otherTag, 'timer') + offerHeaders(terms, null);
  }

  /** What every INVITE and UPDATE, and each 2xx to one, says we can do. */
  get supported(): string {
    return this.terms === null ? supportedAlways : supportedWithTimer;
  }

  /** Agrees to what an INVITE or UPDATE of theirs wants; header lines of our 2xx. */
  accept(request: SipMessage): string {
    if (this.terms === null || !this.dialog.isConfirmed) return '';
    const facts = sessionFacts(request);
    const session = agreedAsUas(facts, this.terms, this.agreed?.refresher ?? null);
    this.take(session, request);
    return session === null ? '' : answerHeaders(session, facts);
  }

  /** A 2xx to an INVITE or UPDATE of ours. */
  accepted(response: SipMessage): void {
    if (this.terms === null || !this.dialog.isConfirmed) return;
    this.take(agreedAsUac(sessionFacts(response), this.terms), response);
  }

  /** Whether a request of ours is to be sent again, as its refusal says so; `sent`: how often it was. */
  raise(refusal: SipMessage, sent: number): boolean {
    if (refusal.status !== 422 || this.terms === null || sent > mostRaises) return false;
    const terms = raisedBy(refusal, this.terms, offeredInterval(this.terms, this.agreed));
    if (terms === null) return false;
    this.terms = terms;
    return true;
  }

  stop(): void {
    this.timer?.feed('stop');
  }

  private get agreed(): AgreedSession | null {
    return this.timer?.agreed ?? null;
  }

  private take(session: AgreedSession | null, message: SipMessage): void {
    if (session === null && this.timer === null) return;
    this.timer ??= new SessionTimer(this.dialog);
    this.timer.take(session, takesUpdate(message));
  }
}

/** Whether Allow lists UPDATE; null: there is none. */
function takesUpdate(message: SipMessage): boolean | null {
  const methods = message.headers('allow');
  return methods.length === 0 ? null : methods.some((method) => method.toUpperCase() === 'UPDATE');
}

const supportedAlways = supportedHeader();
const supportedWithTimer = supportedHeader('timer');
