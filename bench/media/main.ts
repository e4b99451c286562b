import { parseArgs } from 'node:util';
import { MediaEndpoint } from '../../src/media/mediaEndpoint';
import { MediaRefusal } from '../../src/media/mediaRefusal';
import { TimerWheel } from '../../src/model/timerWheel';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { startSink } from './sink';

/**
 * CPU of the media endpoint while so many sessions are played a prompt at a time, its far ends in a process of their own
 * that sends 20 ms of silence for each packet it gets, as a phone does. Usage: node main.js [--sessions 100,500] [--seconds 10]
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sessions: { type: 'string', default: '100,500' },
      seconds: { type: 'string', default: '10' },
    },
  });
  for (const sessions of values.sessions.split(',').map(Number))
    await measure(sessions, Number(values.seconds));
}

async function measure(sessions: number, seconds: number): Promise<void> {
  const clock = { now: () => performance.now(), wallTime: () => Date.now() };
  const timers = new TimerWheel(clock);
  const driver = new WheelDriver(timers, clock, (error) => {
    throw error;
  });
  const setting = {
    address: '127.0.0.1',
    firstPort: 30_000,
    lastPort: 30_000 + 2 * sessions + 199,
    advertised: null,
  };
  const endpoint = new MediaEndpoint(setting, null, {
    timers,
    localAddress: () => '127.0.0.1',
    alarm: ({ message }) => console.error(message),
    cleared: () => undefined,
    note: (message) => console.error(message),
  });
  await endpoint.start();
  const sink = await startSink();
  try {
    for (let opened = 0; opened < sessions;) {
      const session = endpoint.open(sink.offer, '127.0.0.1', {
        closed: (reason) => {
          throw new Error(reason);
        },
      });
      if (session instanceof MediaRefusal) {
        if (session.reason !== 'no_free_port') throw new Error(session.message);
        await pause(5);
        continue;
      }
      opened += 1;
      session.play([{ prompt: 'anonymous-rejected' }], { repeat: 'forever' }, () => undefined);
    }
    await pause(2_000);
    const before = { cpu: process.cpuUsage(), sink: await sink.figures(), at: clock.now() };
    await pause(1_000 * seconds);
    const { user, system } = process.cpuUsage(before.cpu);
    const sunk = await sink.figures();
    const passed = (clock.now() - before.at) / 1_000;
    const cores = (user + system) / 1e6 / passed;
    const packets = (sunk.received - before.sink.received) / passed;
    console.log(
      `${String(sessions).padStart(5)} prompts: ${cores.toFixed(2)} CPU-seconds a second` +
        ` (${((1_000 * cores) / sessions).toFixed(2)} ms a session), ${packets.toFixed(0)} packets a second heard` +
        ` of ${sessions * 50}, as many sent back; gaps between packets of a session: p50 ${sunk.p50Ms.toFixed(1)} ms,` +
        ` p99 ${sunk.p99Ms.toFixed(1)} ms`,
    );
  } finally {
    sink.stop();
    await endpoint.close();
    driver.close();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
