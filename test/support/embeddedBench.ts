import { afterEach, beforeEach } from '@jest/globals';
import type { SessionTerms } from '../../src/sip/embedded/dialog/sessionTerms';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { Bench, type HeardCaller, type HeardTarget, type SipStackLab } from '../contract/sipStack/lab';
import { FakeNetwork, FakeTransport } from './fakeNetwork';
import { offer, RawPeer, sdpBody, type RawMessage } from './rawSip';

/** The stack over a network without sockets, in a time of its own. */
export function embeddedSipLab(sessionTerms: SessionTerms | null): SipStackLab {
  const network = new FakeNetwork();
  const faults: unknown[] = [];
  const stack = new EmbeddedStack({
    transports: [new FakeTransport(network)],
    wheel: network.wheel,
    clock: network.clock,
    random: () => 0.5,
    onFault: (error) => faults.push(error),
    sessionTerms,
  });
  return {
    stack,
    peer: new RawPeer(network),
    newPeer: (address) => new RawPeer(network, address),
    settle: () => network.settle(),
    advance: (ms) => network.advance(ms),
    latenessMs: 0,
    repeatsLateByMs: 0,
    treatNext: (matches, fault, times) => network.treatNext(matches, fault, times),
    givesUpAfterMs: 70_000,
    // Timer H, J or L and the second they are rounded to.
    forgetsAfterMs: 40_000,
    pendingTimers: () => network.wheel.pending,
    faults,
    close: () => stack.close(),
  };
}

/** An embedded stack and a far end for what no other stack does; nothing of its calls may be left after a test. */
export class EmbeddedBench {
  #bench: Bench | null = null;

  /** Starts one with other terms in its place. */
  async begin(terms: SessionTerms | null): Promise<void> {
    this.#bench = new Bench(embeddedSipLab(terms));
    await this.#bench.lab.stack.start(this.#bench.handler);
  }

  get now(): Bench {
    if (this.#bench === null) throw new Error('no bench');
    return this.#bench;
  }

  /** A call of theirs, answered; what they say in the INVITE. */
  async incoming(headers = ''): Promise<{ caller: HeardCaller; invite: RawMessage; answer: RawMessage }> {
    const { peer, lab, handler } = this.now;
    const invite = peer.send('INVITE', {
      headers: `${headers}Content-Type: application/sdp\r\n`,
      body: offer,
    });
    await lab.settle();
    const caller = handler.caller();
    caller.with((leg) => leg.answer({ body: sdpBody }));
    await lab.settle();
    peer.take('100 INVITE');
    const answer = peer.take('200 INVITE');
    peer.acknowledge(invite, answer);
    await lab.settle();
    peer.passOver('100 INVITE');
    return { caller, invite, answer };
  }

  /** A call of ours, answered; what they say in the 200. */
  async outgoing(headers = ''): Promise<{ target: HeardTarget; invite: RawMessage }> {
    const { peer, lab } = this.now;
    const target = await this.now.invite({ content: { body: sdpBody } });
    const invite = peer.take('INVITE');
    peer.respond(invite, 200, { headers, body: offer });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    peer.take('ACK');
    peer.passOver('100 INVITE');
    return { target, invite };
  }

  async end(): Promise<void> {
    await this.now.end();
  }
}

export function useEmbeddedBench(terms: SessionTerms | null): EmbeddedBench {
  const bench = new EmbeddedBench();
  beforeEach(() => bench.begin(terms));
  afterEach(() => bench.end());
  return bench;
}
