import type { IncomingInvite, IncomingLeg, IncomingLegListener, OptionsAnswer } from '../../src/sip/stack';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { FakeNetwork, FakeTransport } from './fakeNetwork';
import { RawMessage } from './rawSip';

const deaf: IncomingLegListener = {
  request: (request) => request.respond(200, 'OK', {}),
  ended: () => undefined,
  acknowledged: () => undefined,
};

/** An embedded stack that is fed bytes, for tests of what it makes of any of them. */
export class EmbeddedLab {
  readonly network = new FakeNetwork();
  readonly faults: unknown[] = [];
  readonly stack = new EmbeddedStack({
    transports: [new FakeTransport(this.network)],
    wheel: this.network.wheel,
    clock: this.network.clock,
    random: () => 0.5,
    onFault: (error) => this.faults.push(error),
  });
  readonly invites: { readonly leg: IncomingLeg; readonly invite: IncomingInvite }[] = [];

  /** Starts the stack; `onCall` does with a new call what the test wants. */
  async start(onCall: (leg: IncomingLeg) => void = () => undefined): Promise<void> {
    await this.stack.start({
      incomingCall: (leg, invite) => {
        this.invites.push({ leg, invite });
        onCall(leg);
        return deaf;
      },
      options: (): OptionsAnswer => ({ status: 200, reason: 'OK' }),
    });
  }

  /** Hands the stack a datagram and tells what it sent in answer, to whomever. */
  feed(text: string, from = '127.0.1.2:5060'): readonly RawMessage[] {
    const before = this.network.log.length;
    this.network.send(from, '127.0.1.1:5060', text);
    this.network.deliver();
    return this.network.log.slice(before + 1).map((packet) => new RawMessage(packet.text, packet.from));
  }

  /** Rejects what still rings, and lets every timer run out; tells what is left. */
  async runOut(): Promise<{
    transactions: number;
    dialogs: number;
    timers: number;
    faults: readonly unknown[];
  }> {
    for (const { leg } of this.invites) {
      leg.reject(480, 'Temporarily Unavailable', {});
      leg.bye();
    }
    await this.network.advance(110_000);
    const { transactions, dialogs } = this.stack.statistics();
    await this.stack.close();
    return { transactions, dialogs, timers: this.network.wheel.pending, faults: this.faults };
  }
}

export const nothingLeft = { transactions: 0, dialogs: 0, timers: 0, faults: [] };
