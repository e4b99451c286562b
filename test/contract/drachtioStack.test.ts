import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { TimerWheel } from '../../src/model/timerWheel';
import { DrachtioStack } from '../../src/sip/drachtio/drachtioStack';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { drachtioProgram, DrachtioServer } from '../support/drachtioServer';
import { LoopbackNetwork } from '../support/loopbackNetwork';
import { RawPeer } from '../support/rawSip';
import type { SipStackLab } from './sipStack/lab';
import { sipStackContract } from './sipStack.contract';

const clock = { now: () => performance.now(), wallTime: () => Date.now() };

// In real time some cases wait for a minute, twice.
jest.setTimeout(240_000);

const describeHere = drachtioProgram === null ? describe.skip : describe;

/** Of what is the server's own, timers and bytes, the cases that want it otherwise are tagged. */
describeHere('over drachtio [needs drachtio]', () => {
  let server: DrachtioServer;

  beforeAll(async () => {
    server = await DrachtioServer.start(drachtioProgram ?? '', 5060, '127.0.1.1');
  });
  afterAll(() => server.stop());

  async function makeLab(): Promise<SipStackLab> {
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
      treatNext: (matches, fault, times) => {
        network.treatNext(matches, fault, times);
      },
      // The server waits by itself for answers that nobody gives, and forgets by itself.
      givesUpAfterMs: 33_000,
      forgetsAfterMs: 0,
      pendingTimers: () => wheel.pending,
      faults,
      close: async () => {
        await stack.close();
        driver.close();
        await network.close();
      },
    };
  }

  sipStackContract('drachtio', makeLab);
});
