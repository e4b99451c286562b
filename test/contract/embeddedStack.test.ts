import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { FakeNetwork, FakeTransport } from '../support/fakeNetwork';
import { RawPeer } from '../support/rawSip';
import type { SipStackLab } from './sipStack/lab';
import { sipStackContract } from './sipStack.contract';

function makeLab(): Promise<SipStackLab> {
  const network = new FakeNetwork();
  const faults: unknown[] = [];
  const stack = new EmbeddedStack({
    transports: [new FakeTransport(network)],
    wheel: network.wheel,
    clock: network.clock,
    random: () => 0.5,
    onFault: (error) => faults.push(error),
  });
  return Promise.resolve({
    stack,
    peer: new RawPeer(network),
    newPeer: (address) => new RawPeer(network, address),
    settle: () => network.settle(),
    advance: (ms) => network.advance(ms),
    treatNext: (matches, fault, times) => network.treatNext(matches, fault, times),
    givesUpAfterMs: 70_000,
    // Timer H, J or L and the second they are rounded to.
    forgetsAfterMs: 40_000,
    pendingTimers: () => network.wheel.pending,
    faults,
    close: () => stack.close(),
  });
}

sipStackContract('embedded, datagrams', makeLab);
