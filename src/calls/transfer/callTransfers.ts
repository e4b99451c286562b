import type { CallParties, CallRoute } from '../../decision/decision';
import type { TransferLink } from '../../model/callRecord';
import type { Timer } from '../../model/ports';
import type { TraceStep } from '../../model/trace';
import type { Body, Content, IncomingRequest, Leg, LegListener } from '../../sip/stack';
import type { CallEndings } from '../callEndings';
import type { CallPorts } from '../callPorts';
import type { CallsOfUsers, UserPart } from '../callsOfUsers';
import type { CallInput, CallInputs, CallState } from '../callStates';
import { normalClearing } from '../farewell';
import type { HeldLease } from '../heldLease';
import type { Side } from '../midCall';
import type { PartsOfCall } from '../partsOfCall';
import { reasonLine } from '../reason';
import type { TollPart } from '../tollBook';
import type { Wait } from '../wait';
import { callerIdentity, type HandOver, type Identity, type Party } from './party';
import type { Replaces } from './replaces';
import { Takeover } from './takeover';
import { takeRefer } from './takeRefer';
import type { CallTransfer, Newcomer, TransferHome } from './transferringCall';

/** How long who has asked for a transfer may stay when it is done (RFC 5589 section 6.1: it hangs up itself). */
const transferorPatienceMs = 5_000;

/** The call whose transfers these are. */
export interface CallOfTransfers extends LegListener {
  readonly id: string;
  readonly state: CallState;
  readonly parties: CallParties | null;
  /** How long it may last for whoever placed it; null: as long as it likes. */
  readonly maxDurationMs: number | null;
  userPart: UserPart | null;
  tollPart: TollPart | null;
  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void;
  note(step: TraceStep): void;
  /** As of `TransferringCall`. */
  whenSettled(go: () => void): void;
  /** One more dialog is part of it. */
  legJoined(leg: Leg): void;
  changed(): void;
  readonly endings: Pick<CallEndings, 'parted' | 'hangUpBothSides'>;
  finish(): void;
}

/** What of the table of calls transfers need. */
export interface HomeOfTransfers extends TransferHome {
  readonly ports: CallPorts;
  readonly users: CallsOfUsers;
}

/**
 * The transfers of one call: the one that is under way, what its states do about it (callStates.ts), and the way its ends
 * go from and to other calls. A call that is never transferred has none of this.
 */
export class CallTransfers implements Newcomer {
  readonly #home: HomeOfTransfers;
  readonly #call: CallOfTransfers;
  readonly #parts: PartsOfCall;
  /** The one under way, or the one whose transferor has still to hang up. */
  #current: CallTransfer | null = null;
  #overstay: Timer | null = null;

  constructor(home: HomeOfTransfers, call: CallOfTransfers, parts: PartsOfCall) {
    this.#home = home;
    this.#call = call;
    this.#parts = parts;
  }

  /** A REFER in the established call. */
  refer(request: IncomingRequest, from: Side): void {
    const transfer = takeRefer(this.#home.ports, this.#home, this, from, request);
    if (transfer === null) return;
    this.join(transfer);
    transfer.start();
  }

  /** The call has a part in a transfer from here on. */
  join(transfer: CallTransfer): void {
    this.#current = transfer;
    this.take('refer_accepted', null);
  }

  /** What is under way for it goes on as this. */
  goOnAs(transfer: CallTransfer): void {
    this.#current = transfer;
  }

  /** Whether that side has asked for the transfer. */
  isBy(side: Side): boolean {
    return this.#current?.isBy(side) ?? false;
  }

  /** No offer may go through the call. */
  get isJoining(): boolean {
    return this.#current?.isJoining ?? false;
  }

  /** What the two sides have under way with each other is over, and so is a transfer of one of them. */
  stop(): void {
    this.#current?.stop();
  }

  /** The call is over. */
  close(): void {
    this.#current = null;
    this.#overstay?.cancel();
    this.#overstay = null;
  }

  // What the states of the call do.

  goOnWithoutTransferor(): void {
    const { calling, requests } = this.#parts;
    requests.end();
    if (this.isBy('caller')) calling.close();
    this.note({ rule: 'transfer', result: 'who asked for it has hung up: it goes on' });
  }

  forget(): void {
    this.#current = null;
    this.#call.changed();
  }

  awaitTransferor(): void {
    this.#parted();
    this.#call.changed();
    this.#overstay = this.#home.ports.wheel.after(transferorPatienceMs, () => {
      this.take('overstayed', null);
    });
  }

  hangUpTransferor(): void {
    const { calling, called } = this.#parts;
    const content = { headers: reasonLine(normalClearing) };
    if (this.isBy('caller')) calling.hangUp(content);
    else called.party.hangUp(content);
    this.#call.finish();
  }

  hangUpReplaced(): void {
    this.#parted();
    this.hangUpTransferor();
  }

  finishTransferred(): void {
    this.#parted();
    this.#call.finish();
  }

  hangUpRemaining(): void {
    this.#call.endings.hangUpBothSides('service', normalClearing);
  }

  #parted(): void {
    this.#parts.requests.end();
    this.#call.endings.parted(this.isBy('caller') ? 'caller' : 'callee');
  }

  // The call as transfers see it.

  get id(): string {
    return this.#call.id;
  }

  get state(): CallState {
    return this.#call.state;
  }

  get parties(): CallParties | null {
    return this.#call.parties;
  }

  get route(): CallRoute | null {
    return this.#parts.called.party.route;
  }

  get isOffering(): boolean {
    return this.#parts.requests.isOffering;
  }

  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void {
    this.#call.take(input, payload);
  }

  note(step: TraceStep): void {
    this.#call.note(step);
  }

  dialogOf(side: Side): Leg | null {
    const { calling, called } = this.#parts;
    if (side === 'target') return called.party.leg;
    return calling.isGone ? null : calling.dialog;
  }

  identityOf(side: Side): Identity | null {
    const { calling, called } = this.#parts;
    if (side === 'target') return called.party.identity;
    if (calling.seated !== null) return calling.seated;
    const [{ parties, maxDurationMs }, { route }] = [this.#call, called.party];
    return parties === null || route === null ? null : callerIdentity(parties, route, maxDurationMs);
  }

  leasesOf(side: Side): readonly HeldLease[] {
    const { calling, called } = this.#parts;
    return side === 'caller' ? calling.leases : called.party.leases;
  }

  whenSettled(go: () => void): void {
    this.#call.whenSettled(go);
  }

  handOver(side: Side, successor: LegListener): Party | null {
    const { calling, called } = this.#parts;
    if (side === 'target') {
      const party = called.party.handOver(successor);
      const toll = party === null ? null : this.#home.ports.toll.handedOver(this.#call);
      return party === null || toll === null ? party : { ...party, toll };
    }
    const identity = this.identityOf(side);
    return identity === null ? null : { ...calling.handOver(successor), identity };
  }

  seat(side: Side, handOver: HandOver, content: Content): boolean {
    const { calling, called } = this.#parts;
    const left = this.identityOf(side)?.user ?? null;
    const party =
      side === 'caller' ? calling.seat(handOver, this.#call, content) : called.party.seat(handOver, content);
    if (party !== null && left !== null) this.#home.users.parted(this.#call, left.id);
    return this.#joined(party);
  }

  /** One more party is on the call; null: it was not there any more. */
  #joined(party: Party | null): boolean {
    if (party === null) return false;
    this.#parts.requests.end();
    this.#call.legJoined(party.leg);
    const { toll, identity } = party;
    if (toll !== undefined) this.#home.ports.toll.joined(this.#call, toll);
    const { user } = identity;
    if (user !== null) this.#home.users.joined(this.#call, user.id);
    this.#call.changed();
    return true;
  }

  transferredFrom(link: TransferLink): void {
    this.#parts.history.transferredFrom(link);
  }

  transferredTo(link: TransferLink): void {
    this.#parts.history.transferredTo(link);
  }

  // The call as one that takes over another dialog's place.

  takeOver(replaces: Replaces, route: CallRoute, wait: Wait): void {
    new Takeover(this.#home.ports, this.#home, this, replaces, route, wait).start();
  }

  get offer(): Body | null {
    return this.#parts.calling.offer;
  }

  standOn(leases: readonly HeldLease[]): void {
    this.#parts.calling.standOn(leases);
  }

  takeIn(handOver: HandOver, route: CallRoute, acknowledge: (content: Content) => void): boolean {
    return this.#joined(this.#parts.called.party.takeIn(handOver, route, acknowledge));
  }
}
