import type { CallParties, CallRoute, FeatureCodeDecision } from '../decision/decision';
import type { Program } from '../media/program';
import type { Announcement } from '../model/announcement';
import type { CallFacts } from '../model/callFacts';
import type { FailureClass } from '../model/outcome';
import type {
  Body,
  Content,
  IncomingInvite,
  IncomingLeg,
  IncomingRequest,
  Leg,
  LegEnd,
  LegListener,
  MessageView,
  ResponseView,
} from '../sip/stack';
import { AttendedCaller } from './attendedCaller';
import { notAskable, ownAnswer, type CallerAnswer } from './callerAnswer';
import type { AnsweredTarget, CallerSide } from './callerSide';
import type { CallPorts } from './callPorts';
import { CodeTalk, type CallOfTalk } from './codeTalk';
import { normalClearing } from './farewell';
import { farewellProgram } from './farewellProgram';
import { FeatureTalk } from './featureTalk';
import type { HeldLease } from './heldLease';
import { admitOriginating } from './originatingAdmission';
import { PlainCaller } from './plainCaller';
import { reasonLine, reasonLines } from './reason';
import { RefusalAnnouncement } from './refusalAnnouncement';
import { carriesSdp } from './sdp';
import type { Talk } from './talk';
import { received, type ReceivedInvite } from './targetInvite';
import type { HandOver, Identity, Party } from './transfer/party';
import { SeatedCaller } from './transfer/seatedCaller';
import type { Wait } from './wait';

/** The call whose calling side this is. */
export interface CallOfCallingSide extends CallOfTalk {
  /** Null until it is decided whose call it is. */
  readonly parties: CallParties | null;
}

/**
 * The side a call comes from: the caller's leg, its lease, and all that we have to do with the caller ourselves. Without
 * that it is a plain caller (plainCaller.ts) from beginning to end. A caller who is to be asked for codes, or has dialled a
 * feature access code, is admitted, answered (attendedCaller.ts) and talked to (codeTalk.ts, featureTalk.ts); and one who
 * is refused may hear why before the final response (refusalAnnouncement.ts).
 *
 * The lease stands while the caller's leg does, that is until our final response, or BYE, or CANCEL.
 */
export class CallingSide {
  readonly leg: IncomingLeg;
  readonly #ports: CallPorts;
  readonly #call: CallOfCallingSide;
  #caller: CallerSide;
  /** Until the call is answered or over; null before it is decided, too. */
  #invite: ReceivedInvite | null = null;
  /** Address the INVITE came from. */
  #source = '';
  /** What the caller's leg stands on, or who sits in its place. */
  #leases: readonly HeldLease[] = noLeases;
  /** Null: the caller has no answer of ours. */
  #attended: AttendedCaller | null = null;
  #attendedAt: number | null = null;
  #talk: Talk | null = null;
  #announcement: RefusalAnnouncement | null = null;
  #wait: Wait | null = null;
  /** That party; null: the caller is who placed the call. */
  #seated: Identity | null = null;
  /** Where the caller has gone on to: the call that hears what it says. */
  #successor: LegListener | null = null;

  constructor(ports: CallPorts, call: CallOfCallingSide, leg: IncomingLeg, offerless: boolean) {
    this.#ports = ports;
    this.#call = call;
    this.leg = leg;
    this.#caller = new PlainCaller(ports, call, leg, offerless);
  }

  /** Milliseconds since the Unix epoch at which the caller got an answer of ours; null: it has none. */
  get attendedAt(): number | null {
    return this.#attendedAt;
  }

  /** Keeps of the INVITE what outlives the event that brought it. */
  keep(invite: IncomingInvite, trusted: boolean, { redirections }: CallFacts): void {
    this.#invite = received(invite, trusted, redirections);
    this.#source = invite.source.address;
  }

  // What we have to do with the caller.

  /** Gets ready to ask for the codes of a route, or to do what a feature access code says. */
  prepare(subject: CallRoute | FeatureCodeDecision, facts: CallFacts, wait: Wait): void {
    this.#wait = wait;
    const { codes } = subject;
    const route = 'kind' in subject ? null : subject;
    if (codes !== null) {
      this.#talk = new CodeTalk(this.#ports, this.#call, wait, facts, codes, route, this.#country);
    } else if ('kind' in subject) {
      this.#talk = new FeatureTalk(this.#ports, this.#call, wait, subject);
    }
  }

  /** Asks for the lease of the caller's own leg, then answers the caller. */
  admit({ originatingLease }: Pick<CallRoute, 'originatingLease'>): void {
    if (this.#wait === null) return;
    if (originatingLease === null) {
      this.#attend();
      return;
    }
    admitOriginating(this.#ports, this.#call.id, originatingLease, this.#wait, {
      note: (rule, result) => {
        this.#call.note({ rule, result });
      },
      admitted: (lease) => {
        this.admitted(lease);
        this.#attend();
      },
      refused: (failure) => {
        this.#call.take('refused', ownAnswer(failure));
      },
    });
  }

  #attend(): void {
    const offer = this.#invite?.body ?? null;
    const attended = new AttendedCaller(this.#ports, this.leg, this.#call, offer, {
      towards: this.#source,
      country: this.#country,
    });
    const refusal = attended.answer();
    if (refusal !== null) {
      this.#call.note({ rule: 'media', result: refusal.message });
      this.#call.take('refused', notAskable(refusal));
      return;
    }
    this.#caller = attended;
    this.#attended = attended;
    this.#attendedAt = this.#ports.clock.wallTime();
    this.#call.take('caller_attended', null);
  }

  /** The caller hears us from its ACK on. */
  talk(ack: MessageView): void {
    this.#caller.acknowledged(ack);
    const session = this.#attended?.session ?? null;
    if (session !== null) this.#talk?.begin(session);
  }

  /** The lease of the caller's leg; one of an emergency takes the place of another. */
  admitted(lease: HeldLease): void {
    this.#letGo();
    this.#leases = [lease];
  }

  /** Leases of another leg, whose place the caller is to take: it stands on them, too. */
  standOn(leases: readonly HeldLease[]): void {
    for (const lease of leases) lease.hold();
    this.#letGo();
    this.#leases = leases;
  }

  #letGo(): void {
    for (const lease of this.#leases) lease.letGo();
    this.#leases = noLeases;
  }

  get leases(): readonly HeldLease[] {
    return this.#leases;
  }

  /** What the caller has offered in its INVITE, until the call is answered; null: nothing. */
  get offer(): Body | null {
    const body = this.#invite?.body ?? null;
    return carriesSdp(body) ? body : null;
  }

  /** What the targets of a route are sent, and the route as it is still to be admitted; null: nobody is to be rung. */
  towardsTargets(route: CallRoute): { readonly route: CallRoute; readonly invite: ReceivedInvite } | null {
    const invite = this.#invite;
    if (invite === null) return null;
    const attended = this.#attended;
    if (attended === null) return { route, invite };
    // The lease is held already, save that of an emergency number that was keyed in only now.
    const isHeld = this.#leases.length > 0 && route.originatingLease?.emergency !== true;
    return {
      route: isHeld ? { ...route, originatingLease: null } : route,
      invite: attended.following(invite),
    };
  }

  // What becomes of the call.

  rings(response: ResponseView, content: Content): void {
    this.#caller.rings(response, content);
  }

  answered(content: Content, target: AnsweredTarget): void {
    this.#caller.answered(content, target, this.#invite?.body ?? null);
  }

  acknowledged(ack: MessageView): void {
    this.#caller.acknowledged(ack);
  }

  /** A request inside the caller's dialog; false: it is not for this side to answer. */
  takes(request: IncomingRequest): boolean {
    if (this.#successor === null) return this.#caller.takes(request);
    this.#successor.request(request);
    return true;
  }

  // Transfers.

  /** The caller has gone on to another call. */
  get isGone(): boolean {
    return this.#successor !== null;
  }

  /** The dialog of whoever is the caller now. */
  get dialog(): Leg {
    return this.#caller.leg;
  }

  /** Whoever has taken the caller's place; null: nobody has. */
  get seated(): Identity | null {
    return this.#seated;
  }

  /** The caller goes on to another call, with its leases; what it says goes to `successor` from here on. */
  handOver(successor: LegListener): Omit<Party, 'identity'> {
    const leases = this.#leases;
    this.#leases = noLeases;
    this.#successor = successor;
    const leg = this.dialog;
    this.#caller = new SeatedCaller(leg, false);
    return { leg, leases };
  }

  /** A party takes the caller's place, who is hung up on, and speaks to `call`; null: it is not there any more. */
  seat(handOver: HandOver, call: LegListener, content: Content): Party | null {
    const party = handOver(call);
    if (party === null) return null;
    this.hangUp(content);
    this.close();
    this.#caller = new SeatedCaller(party.leg, true);
    this.#leases = party.leases;
    this.#seated = party.identity;
    return party;
  }

  /** The caller's leg has ended; true: that is another call's affair. */
  isElsewhere(end: LegEnd): boolean {
    this.#successor?.ended(end);
    return this.#successor !== null;
  }

  /** Lets the caller hear why it is refused, where its group wants that; `heard_out` says that there is no more to hear. */
  announce({ failure }: CallerAnswer): void {
    const prompt = this.#announcementOf(failure);
    const offer = this.#caller.hasEarlyMedia ? null : (this.#invite?.body ?? null);
    const heard = (): void => {
      this.#call.take('heard_out', null);
    };
    if (prompt === null || offer === null || !carriesSdp(offer)) {
      heard();
      return;
    }
    this.#announcement = new RefusalAnnouncement(this.#ports, this.#call, this.leg, heard);
    this.#announcement.begin(offer, this.#source, prompt);
  }

  reject({ status, reason, content }: CallerAnswer): void {
    this.leg.reject(status, reason, content);
  }

  /** Lets a caller we have answered hear what the call came to; null: what it wanted is done. */
  part(answer: CallerAnswer | null): void {
    this.#talk?.stop();
    const program: Program =
      answer === null
        ? [{ tone: 'confirmation', country: this.#country }]
        : farewellProgram(answer, this.#announcementOf(answer.failure), this.#country);
    this.#attended?.tell(program, () => {
      this.#call.take('heard_out', null);
    });
  }

  /** Hangs up on a caller we have answered ourselves, and says why. */
  leave(answer: Pick<CallerAnswer, 'status' | 'reason' | 'cause'> | null): void {
    const headers =
      answer === null ? reasonLine(normalClearing) : reasonLines(answer.status, answer.reason, answer.cause);
    this.hangUp({ headers });
  }

  hangUp(content: Content): void {
    this.#caller.hangUp(content);
  }

  /** Nobody is looked for any more, nor is the caller talked to. */
  settle(): void {
    this.#talk?.stop();
    this.#talk = null;
    this.#wait = null;
    this.#invite = null;
  }

  /** The caller's part is over. */
  close(): void {
    this.settle();
    this.#announcement?.stop();
    this.#announcement = null;
    this.#caller.close();
    this.#letGo();
  }

  /** Two-letter code of the country whose tones the caller knows. */
  get #country(): string {
    return this.#ports.treatment.country(this.#call.parties);
  }

  #announcementOf(failure: FailureClass): Announcement | null {
    const { parties } = this.#call;
    return parties === null ? null : this.#ports.treatment.announcement(parties, failure);
  }
}

const noLeases: readonly HeldLease[] = [];
