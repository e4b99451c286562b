import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pino from 'pino';
import { CallControl } from './calls/callControl';
import type { CallObserver } from './calls/callPorts';
import { readSettings, type Settings, settingsHelp, SettingsError } from './config';
import { decide } from './decision/decide';
import { ProvisioningClient } from './events/provisioningClient';
import type { WorkerStart } from './events/workerProtocol';
import type { Directory } from './model/directory';
import { createIdFactory } from './model/id';
import type { Clock } from './model/ports';
import type { ConfigurationChange } from './model/settings';
import { TimerWheel } from './model/timerWheel';
import { Configuration } from './routing/configuration';
import { DirectoryCache } from './routing/directoryCache';
import { MemoryLedger } from './routing/ledger/memoryLedger';
import { UsageBoard } from './routing/ledger/usageBoard';
import { EmbeddedStack } from './sip/embedded/embeddedStack';
import { TcpTransport } from './sip/embedded/transport/tcpTransport';
import type { Transport } from './sip/embedded/transport/transport';
import { UdpTransport } from './sip/embedded/transport/udpTransport';
import { WheelDriver } from './sip/wheelDriver';

/** Users and numbers kept in memory; about 400 bytes each. */
const directoryEntries = 200_000;
/** How long a decision may wait for the directory, and a call for the ledger. */
const waitLimitMs = 4_000;
const retryAfterS = 30;
/** How long the last BYEs may take when the process stops. */
const hangUpGraceMs = 2_000;

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };

/** The call log is the next step of the work; until then calls are seen while they last. */
const noObserver: CallObserver = {
  opened: () => undefined,
  changed: () => undefined,
  closed: () => undefined,
};

/** Puts the node together: this thread signals; the worker holds the database and the API. */
async function start(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel, name: 'trunkline' }, pino.destination({ sync: false }));
  const onFault = (error: unknown): void => {
    log.error({ err: error }, 'internal error; the service goes on');
  };
  const configuration = new Configuration();
  const directory = new DirectoryCache(directoryEntries);
  const board = new UsageBoard();
  const ledger = new MemoryLedger(board);
  const wheel = new TimerWheel(clock);
  const driver = new WheelDriver(wheel, clock, onFault);
  const stack = new EmbeddedStack({
    transports: transportsOf(settings),
    wheel,
    clock,
    random: Math.random,
    onFault,
  });

  /** For when the database is out of reach: what is not in memory does not exist. */
  const remembered: Directory = {
    number: (e164) => directory.number(e164) ?? null,
    extension: (enterpriseId, digits) => directory.extension(enterpriseId, digits) ?? null,
  };

  let provisioning: ProvisioningClient | null = null as ProvisioningClient | null;
  const applyConfiguration = (change: ConfigurationChange): void => {
    if (!configuration.apply(change)) {
      provisioning?.requestConfiguration();
      return;
    }
    directory.invalidate(change.invalidate, change.generation);
  };

  const control = new CallControl({
    stack,
    ledger,
    wheel,
    clock,
    newId: createIdFactory(clock.wallTime, randomBytes),
    decide: (facts, missing) =>
      decide(facts, configuration, missing === 'ask' ? directory : remembered, Math.random),
    fetch: async (keys) => {
      if (provisioning === null) throw new Error('the directory cannot be read yet');
      directory.fill(await provisioning.fetchDirectory(keys));
    },
    knowsSource: (source) => configuration.peers.match(source) !== null,
    observer: noObserver,
    onEmergency: (notice, callId) => {
      provisioning?.reportEmergency({ ...notice, callId, at: clock.wallTime() });
    },
    log,
    settings: { unknownPeers: settings.unknownPeers, retryAfterS, waitLimitMs },
  });

  const workerStart: WorkerStart = {
    databaseFile: settings.database.file,
    dataDirectory: settings.dataDirectory,
    httpListen: settings.httpListen,
    rootApiKey: settings.rootApiKey,
    logLevel: settings.logLevel,
    usage: board.buffer,
  };
  provisioning = await ProvisioningClient.start(
    path.join(__dirname, 'provisioning', 'worker.js'),
    workerStart,
    {
      configuration: applyConfiguration,
      calls: control.liveCalls,
      lost: (error) => {
        log.fatal({ err: error }, 'the provisioning worker has ended; calls go on with what is known');
      },
    },
  );
  await stack.start(control);
  provisioning.setDraining(false);
  log.info({ sip: settings.sipListen, http: provisioning.httpUrl }, 'ready');

  const api = provisioning;
  const shutdown = async (signal: string): Promise<void> => {
    log.info({ signal, calls: control.size, deadline_s: settings.drainSeconds }, 'draining');
    api.setDraining(true);
    await control.drain(settings.drainSeconds * 1_000);
    await stack.quiet(hangUpGraceMs);
    await stack.close();
    driver.close();
    await api.stop();
    log.info('stopped');
    log.flush();
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Asked a second time: do not wait for calls.
      if (stopping) control.close();
      stopping = true;
      void shutdown(signal);
    });
  }
}

function transportsOf(settings: Settings): Transport[] {
  return settings.sipListen.map(({ transport, address, port }) => {
    const advertise =
      settings.sipAdvertise.find((entry) => entry.transport === transport) ??
      settings.sipAdvertise.find((entry) => entry.transport === null) ??
      null;
    return transport === 'tcp'
      ? new TcpTransport(address, port, advertise)
      : new UdpTransport(address, port, advertise);
  });
}

function usage(): string {
  return `Trunkline: SIP trunking control service.\n\nUsage: npm start [-- --help]\n\n${settingsHelp()}\n`;
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(usage());
} else {
  try {
    start(readSettings(process.env)).catch(refuse);
  } catch (error) {
    refuse(error);
  }
}

/** One clear line for the operator. */
function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`trunkline: ${error instanceof SettingsError ? '' : 'cannot start: '}${message}\n`);
  process.exit(1);
}
