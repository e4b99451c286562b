import { describe, jest } from '@jest/globals';
import { TimerWheel } from '../../src/model/timerWheel';
import { DrachtioStack } from '../../src/sip/drachtio/drachtioStack';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { drachtioProgram, DrachtioServer } from '../support/drachtioServer';
import { LoopbackNetwork } from '../support/loopbackNetwork';
import { RawPeer } from '../support/rawSip';
import type { SipStackLab } from './sipStack/lab';
import { sipStackContract } from './sipStack.contract';

const clock = { now: () => performance.now(), wallTime: () => Date.now() };

// In real time some cases wait for a minute and a half.
jest.setTimeout(150_000);

const program = drachtioProgram;
const describeHere = program === null ? describe.skip : describe;

/** With a server of its own each: what one of them still sends again is nothing to the next. */
async function makeLab(): Promise<SipStackLab> {
  const server = await DrachtioServer.start(program ?? '', 5060, '127.0.1.1');
  const network = new LoopbackNetwork();
  const faults: unknown[] = [];
  const wheel = new TimerWheel(clock);
  const onFault = (error: unknown): void => {
    faults.push(error);
  };
  const driver = new WheelDriver(wheel, clock, onFault);
  const log = { info: () => undefined, error: () => undefined };
  const stack = new DrachtioStack({ servers: [server.admin], wheel, onFault, log });
  const peer = new RawPeer(network);
  await network.ready();
  return {
    stack,
    peer,
    newPeer: (address) => new RawPeer(network, address),
    settle: () => network.settle(),
    advance: (ms) => network.advance(ms),
    latenessMs: 500,
    // Its first repetition comes after twice T1.
    repeatsLateByMs: 600,
    treatNext: (matches, fault, times) => {
      network.treatNext(matches, fault, times);
    },
    givesUpAfterMs: null,
    forgetsAfterMs: 0,
    pendingTimers: () => wheel.pending,
    faults,
    close: async () => {
      await stack.close();
      driver.close();
      await network.close();
      await server.stop();
    },
  };
}

describeHere(program === null ? 'over drachtio [needs drachtio]' : 'over drachtio', () => {
  sipStackContract(
    'drachtio',
    ['messages', 'silence', 'trying', 'early_requests', 'reinvite_progress'],
    makeLab,
  );
});
