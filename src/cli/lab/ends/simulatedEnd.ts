import type { Clock } from '../../../model/ports';
import type { TimerWheel } from '../../../model/timerWheel';
import { EmbeddedStack } from '../../../sip/embedded/embeddedStack';
import { UdpTransport } from '../../../sip/embedded/transport/udpTransport';
import type { IncomingInvite, IncomingLeg, StackHandler } from '../../../sip/stack';
import type { PlannedCall } from '../traffic/plannedCall';
import { readMark } from './callMark';
import type { EndContext } from './endContext';
import { MutedTransport } from './mutedTransport';
import { PlacedCall } from './placedCall';
import { ReceivedCall } from './receivedCall';

/** A carrier or a PBX at an address of its own, on the service's own SIP stack. */
export class SimulatedEnd implements StackHandler {
  readonly #context: EndContext;
  readonly #clock: Clock;
  readonly #stack: EmbeddedStack;
  readonly #placed = new Set<PlacedCall>();
  readonly #received = new Set<ReceivedCall>();
  #mutedUntil = 0;

  constructor(context: EndContext, wheel: TimerWheel, clock: Clock, onFault: (error: unknown) => void) {
    this.#context = context;
    this.#clock = clock;
    const { host, port } = context.address;
    const udp = new UdpTransport(host, port, null);
    const transports = [new MutedTransport(udp, () => clock.now() < this.#mutedUntil)];
    this.#stack = new EmbeddedStack({ transports, wheel, clock, random: Math.random, onFault });
  }

  /** @throws Error when the address is taken or not this machine's */
  async open(): Promise<void> {
    await this.#stack.start(this);
  }

  place(plan: PlannedCall): void {
    const call = new PlacedCall(this.#context, this.#stack, plan, () => this.#placed.delete(call));
    this.#placed.add(call);
  }

  incomingCall(leg: IncomingLeg, invite: IncomingInvite): ReceivedCall {
    const { book, run } = this.#context;
    const mark = readMark(invite.header('User-to-User'), run);
    const known = mark === null ? null : book.received(mark);
    if (known === null) book.strangerCame();
    const call = new ReceivedCall(this.#context, leg, known?.plan ?? null, known?.attempt ?? 1, () =>
      this.#received.delete(call),
    );
    this.#received.add(call);
    return call;
  }

  /** Hears and says nothing for so long. */
  silence(milliseconds: number): void {
    this.#mutedUntil = this.#clock.now() + milliseconds;
  }

  options(): { readonly status: number; readonly reason: string } {
    return { status: 200, reason: 'OK' };
  }

  /** Callers hang up; their other sides hear of it. Calls that are none of the lab's end as well. */
  hangUp(): void {
    for (const call of [...this.#placed]) call.hangUp();
    for (const call of [...this.#received]) if (call.isStranger) call.hangUp();
  }

  get statistics(): { readonly dialogs: number; readonly retransmissions: number } {
    const { dialogs, requestRetransmissions } = this.#stack.statistics();
    return { dialogs, retransmissions: requestRetransmissions };
  }

  async close(): Promise<void> {
    await this.#stack.close();
  }
}
