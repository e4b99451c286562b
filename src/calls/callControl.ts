import type { CallFacts, SourceAddress } from '../model/callFacts';
import type { LiveCalls } from '../model/liveCall';
import type {
  DialogName,
  IncomingInvite,
  IncomingLeg,
  IncomingLegListener,
  OptionsAnswer,
  StackHandler,
} from '../sip/stack';
import { Call, type CallHome } from './call';
import type { CallPorts } from './callPorts';
import type { ObservedCall } from './callRecord';
import { CallsOfUsers } from './callsOfUsers';
import { CallTable } from './callTable';
import { ownAnswer } from './callerAnswer';
import type { FinalDecision } from './deciding';
import { EndedDialogs } from './endedDialogs';
import type { Side } from './midCall';
import { LiveCallsOfTable } from './liveCallsOfTable';
import { RateLimitedLog } from './rateLimitedLog';
import { retryAfter } from './reason';
import { carriesSdp } from './sdp';
import { referredInvite } from './transfer/referredLeg';
import { replacesOf, type Replaces } from './transfer/replaces';
import type { Referral, TakingOver, TransferringCall } from './transfer/transferringCall';

const strangerLinesASecond = 5;

/** A leg that was refused before it became a call. */
const deaf: IncomingLegListener = {
  acknowledged: () => undefined,
  request: (request) => {
    request.respond(481, 'Call/Transaction Does Not Exist', {});
  },
  ended: () => undefined,
};

/** Call control: every call of this node, from its INVITE to its record. */
export class CallControl implements StackHandler, CallHome {
  readonly ports: CallPorts;
  readonly liveCalls: LiveCalls;
  readonly users = new CallsOfUsers();
  readonly #table = new CallTable();
  readonly #strangers: RateLimitedLog;
  readonly #ended = new EndedDialogs();
  #dropped = 0;
  #drained: Promise<void> | null = null;
  #onEmpty: (() => void) | null = null;

  constructor(ports: CallPorts) {
    this.ports = ports;
    this.liveCalls = new LiveCallsOfTable(this.#table);
    this.#strangers = new RateLimitedLog(ports.log, ports.clock, strangerLinesASecond);
  }

  /** Calls in progress, those still undecided or ending included. */
  get size(): number {
    return this.#table.size;
  }

  /** Whether a call is in progress, undecided or ending included. */
  has(callId: string): boolean {
    return this.#table.get(callId) !== null;
  }

  /** Calls since start that belonged to no known peer. */
  get unknownCalls(): number {
    return this.#dropped;
  }

  /** Visits the calls that others may see, in the order of their ids, as `CallTable.walk`. */
  walkOpen(after: string | null, visit: (call: ObservedCall) => boolean): string | null {
    return this.#table.walk(after, (call) => !call.isOpen || visit(call));
  }

  /** Call-IDs of the legs of a call in progress, the caller's first; empty: there is no such call. */
  legsOf(callId: string): readonly string[] {
    return this.#table.get(callId)?.legs ?? [];
  }

  get draining(): boolean {
    return this.#drained !== null;
  }

  incomingCall(leg: IncomingLeg, invite: IncomingInvite): IncomingLegListener {
    // RFC 3261 section 16.3: a request that may be forwarded no further.
    if (invite.maxForwards <= 0) {
      const { status, reason, content } = ownAnswer('too_many_hops');
      leg.reject(status, reason, content);
      return deaf;
    }
    const replaces = replacesOf(invite);
    if (replaces !== null && 'status' in replaces) {
      leg.reject(replaces.status, replaces.reason, {});
      return deaf;
    }
    const purpose = replaces === null ? null : this.#takingOver(replaces);
    const call = new Call(this, leg, !carriesSdp(invite.body), purpose);
    try {
      call.begin(invite);
    } catch (error) {
      call.crashed(error);
    }
    return call;
  }

  #takingOver(replaces: Replaces): TakingOver {
    const remainingOf = (): string | null => {
      const found = this.callOf(replaces);
      return found === null ? null : numberOfWhoRemains(found.call, found.side);
    };
    return {
      kind: 'takeover',
      replaces,
      decide: (facts, missing) => this.ports.decideTakeover(remainingOf, facts, missing),
    };
  }

  hasEnded(callId: string): boolean {
    return this.#ended.has(callId);
  }

  /** Makes the call that a transfer wants; whatever is wrong with it the referral's leg hears. */
  refer(referral: Referral): TransferringCall {
    const call = new Call(this, referral.leg, true, referral);
    try {
      call.begin(referredInvite(referral.uri));
    } catch (error) {
      call.crashed(error);
    }
    return call.transfers;
  }

  /** Looked for among all calls: attended transfers are few, and an index would cost every call. */
  callOf(dialog: DialogName): { readonly call: TransferringCall; readonly side: Side } | null {
    for (const call of this.#table.all()) {
      if (!call.legs.includes(dialog.callId)) continue;
      for (const side of ['caller', 'target'] as const) {
        if (call.transfers.dialogOf(side)?.isNamed(dialog) === true) return { call: call.transfers, side };
      }
    }
    return null;
  }

  options(source: SourceAddress): OptionsAnswer | null {
    if (this.ports.settings.unknownPeers === 'silence' && !this.ports.knowsSource(source)) return null;
    return this.draining
      ? { status: 503, reason: 'Service Unavailable', headers: retryAfter(this.ports.settings.retryAfterS) }
      : { status: 200, reason: 'OK' };
  }

  deciding(call: Call): void {
    this.#table.add(call);
  }

  opened(call: Call): void {
    this.#table.add(call);
    this.ports.observer.opened(call);
  }

  dropped(call: Call, why: FinalDecision, { source, called, from }: CallFacts): void {
    this.#forget(call);
    this.#dropped += 1;
    const fields = {
      call: call.id,
      source: `${source.address}:${source.port};${source.transport}`,
      called: called.user,
      from: from.user,
    };
    if (why.kind === 'unknown_peer') {
      this.#strangers.warn({ ...fields, closest: why.closest }, 'call from an unknown peer');
    } else {
      const said = why.trace.map(({ rule, result }) => `${rule}: ${result}`);
      this.#strangers.warn({ ...fields, trace: said }, 'call that belongs to no peer');
    }
  }

  closed(call: Call): void {
    if (call.isOpen) this.ports.observer.closed(call);
    if (call.wasAnswered) for (const leg of call.legs) this.#ended.add(leg);
    this.#forget(call);
  }

  /**
   * Takes no new calls but emergency ones, and resolves when the last call has ended; what still lasts after the deadline
   * is hung up. Asked again, it is the same drain.
   */
  drain(deadlineMs: number): Promise<void> {
    this.#drained ??= new Promise((resolve) => {
      if (this.#table.size === 0) {
        resolve();
        return;
      }
      const some = this.#table.all().slice(0, 5);
      this.ports.log.info({ calls: this.#table.size, some: some.map(({ id }) => id) }, 'draining');
      const deadline = this.ports.wheel.after(deadlineMs, () => {
        this.close();
      });
      this.#onEmpty = () => {
        deadline.cancel();
        resolve();
      };
    });
    return this.#drained;
  }

  /** Takes no new calls and ends those in progress, without waiting for the legs that were cancelled. */
  close(): void {
    this.#drained ??= Promise.resolve();
    for (const call of this.#table.all()) {
      call.endByService('draining', 'service');
      call.closeNow();
    }
  }

  #forget(call: Call): void {
    if (this.#table.remove(call) && this.#table.size === 0) this.#onEmpty?.();
  }
}

/** As the side that would be replaced may see it. */
function numberOfWhoRemains(call: TransferringCall, replaced: Side): string | null {
  const { parties } = call;
  if (parties === null) return null;
  if (replaced === 'caller') return parties.calledNumber;
  const isInside = call.identityOf(replaced)?.enterpriseId === parties.enterprise?.id;
  return isInside ? parties.callingNumber : (parties.shownNumber ?? parties.callingNumber);
}
