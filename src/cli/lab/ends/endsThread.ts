import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PortChannel, type Port } from '../../../events/portChannel';
import type { Clock } from '../../../model/ports';
import { TimerWheel } from '../../../model/timerWheel';
import { WheelDriver } from '../../../sip/wheelDriver';
import type { EndName } from '../traffic/people';
import { trafficPlan } from '../traffic/trafficPlan';
import { CallBook } from './callBook';
import type { EndsMessages, EndsReport, EndsStart, LabMessages } from './endsProtocol';
import { SimulatedEnd } from './simulatedEnd';
import { TrafficDriver } from './trafficDriver';

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };

/** Entry of the thread that plays the carrier and the PBXs. */
function main(port: Port, { ends: addresses, service, traffic, run }: EndsStart): void {
  const wheel = new TimerWheel(clock);
  const book = new CallBook(wheel, () => clock.wallTime());
  const onFault = (error: unknown): void => {
    book.anomaly(`an end failed: ${error instanceof Error ? error.message : String(error)}`);
  };
  const driver = new WheelDriver(wheel, clock, onFault);
  const endAt = (name: EndName): SimulatedEnd =>
    new SimulatedEnd({ timers: wheel, book, address: addresses[name], service, run }, wheel, clock, onFault);
  const ends: Readonly<Record<EndName, SimulatedEnd>> = {
    carrier: endAt('carrier'),
    new_york: endAt('new_york'),
    boston: endAt('boston'),
  };
  const all = Object.values(ends);
  const calls = new TrafficDriver(trafficPlan(traffic), wheel, clock, (call) => {
    ends[call.from].place(call);
  });

  const report = (): EndsReport => {
    const statistics = all.map((end) => end.statistics);
    return book.report(
      statistics.reduce((sum, { dialogs }) => sum + dialogs, 0),
      statistics.reduce((sum, { retransmissions }) => sum + retransmissions, 0),
    );
  };
  const isQuiet = (): boolean =>
    book.inProgress === 0 && book.openCallees === 0 && all.every((end) => end.statistics.dialogs === 0);

  new PortChannel<EndsMessages, LabMessages>(port, {
    requests: {
      open: async () => {
        for (const [name, end] of Object.entries(ends)) {
          await end.open().catch((error: unknown) => {
            const { host, port: number } = addresses[name as EndName];
            const why = error instanceof Error ? error.message : String(error);
            throw new Error(
              `the simulated ${name.replace('_', ' ')} cannot listen on ${host}:${number}: ${why}`,
            );
          });
        }
        return null;
      },
      report: () => Promise.resolve(report()),
      seenCalls: () => Promise.resolve(book.takeSeen()),
      finish: async ({ limitMs }) => {
        calls.stop();
        for (const end of all) end.hangUp();
        const until = clock.now() + limitMs;
        while (!isQuiet() && clock.now() < until) await sleep(20);
        book.closeAll();
        return report();
      },
      close: async () => {
        driver.close();
        for (const end of all) await end.close();
        return null;
      },
    },
    notices: {
      begin: () => {
        calls.start();
      },
      silence: ({ end, milliseconds }) => {
        ends[end].silence(milliseconds);
      },
    },
  });
}

if (parentPort !== null) main(parentPort, workerData as EndsStart);
