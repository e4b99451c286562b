import { CallControl } from '../../src/calls/callControl';
import { CallJournal } from '../../src/calls/callJournal';
import type { CallObserver, CallPorts, CallSettings, DecideNext } from '../../src/calls/callPorts';
import { TollBook } from '../../src/calls/tollBook';
import { MemoryTollCounts } from '../../src/routing/toll/memoryTollCounts';
import type { CallRecord } from '../../src/model/callRecord';
import type {
  CallParties,
  CallRoute,
  Decision,
  EmergencyNotice,
  FeatureCodeDecision,
  RouteCandidate,
} from '../../src/decision/decision';
import { asDialled, outside, type RouteOrigin } from '../../src/decision/routeOrigin';
import type { CallFacts } from '../../src/model/callFacts';
import type { DirectoryKey } from '../../src/model/directory';
import { createIdFactory } from '../../src/model/id';
import type { Clock } from '../../src/model/ports';
import type { Gateway } from '../../src/model/settings';
import { defaultFailoverCodes } from '../../src/model/targetFailure';
import { TimerWheel } from '../../src/model/timerWheel';
import type { LeaseRequest, Ledger, TrunkDirection } from '../../src/routing/ledger/ledger';
import { MemoryLedger } from '../../src/routing/ledger/memoryLedger';
import { UsageBoard, type TrunkGroupUsage } from '../../src/routing/ledger/usageBoard';
import { FakeMedia } from './fakeMedia';
import { FakeStack } from './fakeStack';

/** Time that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now = 1000;

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return 1_700_000_000_000 + this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

export const gateway = (host: string): Gateway => ({
  host,
  port: 5060,
  transport: 'udp',
  priority: 1,
  weight: 100,
});

const slotOf = (name: string): number => (name.charCodeAt(0) + name.length) % 32;

/** A lease on the trunk group with this name; null: no limit. */
export const leaseOf = (
  name: string,
  direction: TrunkDirection,
  maximum: number | null,
  emergency = false,
): LeaseRequest => ({
  enterprise: { id: 'acme', usageSlot: 0, maxActiveCalls: null },
  trunkGroup: {
    id: name,
    usageSlot: slotOf(name),
    direction,
    maxActiveCalls: null,
    maxIncomingCalls: direction === 'incoming' ? maximum : null,
    maxOutgoingCalls: direction === 'outgoing' ? maximum : null,
    bursting: null,
  },
  calledNumber: null,
  emergency,
});

export const candidate = (name: string, changes: Partial<RouteCandidate> = {}): RouteCandidate => ({
  destination: { id: name, name, kind: 'trunk_group' },
  lease: leaseOf(name, 'incoming', null),
  gateways: [gateway(`${name}.example`)],
  forwardsAll: false,
  requestUser: '+13125550111',
  presentation: { from: '+12125550101', display: null, asserted: null, privacy: false },
  redirections: [],
  trusted: false,
  failoverCodes: defaultFailoverCodes,
  invitationTimeoutMs: 6000,
  invitationTimeoutEnds: 'beyond_trying',
  maxCallDurationMs: null,
  ...changes,
});

export const parties = (changes: Partial<CallParties> = {}): CallParties => ({
  direction: 'originating',
  peer: { id: 'home', name: 'home', kind: 'trunk_group' },
  enterprise: { id: 'acme', name: 'acme' },
  group: { id: '0012345', name: 'New York' },
  user: { id: 'u1', name: 'Ada Park' },
  trunkGroup: { id: 'home', name: 'home' },
  called: null,
  callingNumber: '+12125550101',
  calledNumber: '+13125550111',
  dialled: '3125550111',
  emergency: false,
  ...changes,
});

/** Of a route to nobody in particular, behind which nothing is left. */
export const origin = (changes: Partial<RouteOrigin> = {}): RouteOrigin => ({
  calling: { number: '+12125550101', internal: null, display: null, private: false, numbers: null },
  ...outside,
  ...asDialled,
  ...changes,
});

export const route = (changes: Partial<CallRoute> = {}): CallRoute => ({
  parties: parties(),
  peerTrusted: false,
  originatingLease: leaseOf('home', 'outgoing', null),
  codes: null,
  candidates: [candidate('one')],
  selection: { kind: 'listed' },
  maxReroutes: 2,
  ringTimeoutMs: 180_000,
  maxCallDurationMs: null,
  origin: origin(),
  ...changes,
});

/** A feature access code was dialled by Ada. */
export const featureCode = (changes: Partial<FeatureCodeDecision>): FeatureCodeDecision => ({
  kind: 'feature_code',
  request: { code: 'do_not_disturb_on', argument: '' },
  user: {
    id: 'u1',
    name: 'Ada Park',
    kind: 'person',
    enterpriseId: 'acme',
    groupId: '0012345',
    number: '+12125550101',
    extension: '0101',
    callingLineId: null,
    routingSchemeId: null,
    features: null,
  },
  parties: parties(),
  originatingLease: leaseOf('home', 'outgoing', null),
  codes: null,
  trace: [],
  emergency: null,
  ...changes,
});

export const routed = (
  changes: Partial<CallRoute> = {},
  emergency: EmergencyNotice | null = null,
): Decision => ({
  kind: 'route',
  route: route(changes),
  trace: [{ rule: 'test', result: 'routed' }],
  emergency,
});

/** Where a transfer goes: to a user at a trunk group of that name. */
export const referredTo = (group: string): Decision =>
  routed({
    originatingLease: null,
    candidates: [candidate(group, { lease: leaseOf(group, 'incoming', 4) })],
    origin: origin({ forwards: 1 }),
  });

/** Who is at the trunk group `home`, and takes over a dialog's place at whose other side there is `remaining`. */
export const takeoverOf = (remaining: string | null, changes: Partial<CallRoute> = {}): Decision =>
  routed({
    parties: parties({ calledNumber: remaining ?? 'nobody', dialled: remaining ?? 'nobody' }),
    candidates: [],
    ...changes,
  });

export const notice: EmergencyNotice = {
  enterprise: { id: 'acme', name: 'acme' },
  user: null,
  trunkGroup: null,
  dialled: '911',
  callbackNumber: '+12125550100',
  noEmergencyRoute: false,
};

/** A ledger that does some things in another way. */
export const ledgerWith = (ledger: Ledger, changes: Partial<Ledger>): Ledger => ({
  admit: (request) => ledger.admit(request),
  preview: (request) => ledger.preview(request),
  held: () => ledger.held(),
  release: (lease) => {
    ledger.release(lease);
  },
  answered: (schemeId, trunkGroupId) => {
    ledger.answered(schemeId, trunkGroupId);
  },
  size: () => ledger.size(),
  ...changes,
});

export interface SwitchboardOptions {
  readonly decide?: (facts: CallFacts, missing: 'ask' | 'absent') => Decision;
  readonly decideNext?: DecideNext;
  readonly decideTransfer?: CallPorts['decideTransfer'];
  readonly decideTakeover?: CallPorts['decideTakeover'];
  readonly transferPolicy?: CallPorts['transferPolicy'];
  readonly fetch?: (keys: readonly DirectoryKey[]) => Promise<void>;
  readonly ledger?: (ledger: MemoryLedger) => Ledger;
  readonly rates?: CallPorts['rates'];
  readonly addressHealth?: CallPorts['addressHealth'];
  readonly treatment?: Partial<CallPorts['treatment']>;
  readonly featureCodes?: CallPorts['featureCodes'];
  readonly settings?: Partial<CallSettings>;
}

/** Call control between a fake stack and a real ledger, its time in the test's hands. */
export class Switchboard {
  readonly clock = new ManualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly stack = new FakeStack();
  readonly media = new FakeMedia(this.wheel);
  readonly usageBoard = new UsageBoard();
  readonly ledger = new MemoryLedger(this.usageBoard);
  readonly opened: string[] = [];
  readonly changes: string[] = [];
  readonly records: CallRecord[] = [];
  /** What the journal was told; it is handed over when the test says `journal.flush()`. */
  readonly payloads: string[] = [];
  readonly journal = new CallJournal(
    (payloads) => this.payloads.push(...payloads),
    new TimerWheel(this.clock),
    this.clock,
  );
  readonly emergencies: EmergencyNotice[] = [];
  readonly logged: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  readonly stages: string[] = [];
  /** Calls and the Call-IDs of their legs, as they were told. */
  readonly legs: string[] = [];
  /** Trunk groups that took a call, and that had no room for one. */
  readonly admitted: string[] = [];
  readonly refused: string[] = [];
  /** Told what happens beside the switchboard itself. */
  readonly observers: CallObserver[] = [];
  readonly tollCounts = new MemoryTollCounts(this.clock);
  readonly toll = new TollBook(this.tollCounts);
  overloaded = false;
  readonly control: CallControl;

  constructor(options: SwitchboardOptions = {}) {
    const log =
      (level: string) =>
      (fields: object, message: string): void => {
        this.logged.push({ level, fields, message });
      };
    const ports: CallPorts = {
      stack: this.stack,
      ledger: options.ledger?.(this.ledger) ?? this.ledger,
      wheel: this.wheel,
      clock: this.clock,
      newId: createIdFactory(
        () => this.clock.wallTime(),
        (count) => new Uint8Array(count),
      ),
      decide: options.decide ?? (() => routed()),
      decideTransfer: options.decideTransfer ?? (() => referredTo('two')),
      decideTakeover: options.decideTakeover ?? ((remainingOf) => takeoverOf(remainingOf())),
      transferPolicy: options.transferPolicy ?? (() => 'outside'),
      decideNext: options.decideNext ?? (() => ({ kind: 'answer', failure: null, trace: [] })),
      capacity: {
        admitted: (id) => this.admitted.push(id),
        refused: (id) => this.refused.push(id),
      },
      fetch: options.fetch ?? (() => Promise.resolve()),
      knowsSource: ({ address }) => address === '127.0.0.1',
      media: this.media,
      treatment: { country: () => 'US', announcement: () => null, ...options.treatment },
      featureCodes: options.featureCodes ?? {
        writeFeatureCode: () => Promise.resolve({ outcome: 'done' }),
      },
      random: () => 0.5,
      toll: this.toll,
      rates: options.rates ?? { takeFromSender: () => null, takeThrough: () => null },
      addressHealth: options.addressHealth ?? (() => null),
      observer: {
        opened: (call) => {
          this.opened.push(call.id);
          this.journal.opened(call);
          for (const observer of this.observers) observer.opened(call);
        },
        changed: (call) => {
          this.changes.push(call.snapshot().state);
          this.journal.changed(call);
          for (const observer of this.observers) observer.changed(call);
        },
        closed: (call) => {
          this.records.push(call.record());
          this.journal.closed(call);
          for (const observer of this.observers) observer.closed(call);
        },
      },
      stages: { record: (stage) => this.stages.push(stage) },
      legs: {
        joined: (call, leg) => this.legs.push(`${call} has ${leg}`),
        left: (call, leg) => this.legs.push(`${call} had ${leg}`),
      },
      isOverloaded: () => this.overloaded,
      onEmergency: (emergency) => this.emergencies.push(emergency),
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      lookupLog: { error: log('error') },
      settings: {
        unknownPeers: 'reject',
        retryAfterS: 10,
        overloadRetryAfterS: 3,
        waitLimitMs: 4000,
        ...options.settings,
      },
    };
    this.control = new CallControl(ports);
  }

  /** Lets promises that have resolved be heard. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    this.wheel.advance(this.clock.now());
    await this.settle();
  }

  usageOf(trunkGroup: string): TrunkGroupUsage {
    return this.usageBoard.trunkGroup(slotOf(trunkGroup));
  }

  get record(): CallRecord {
    const record = this.records.at(-1);
    if (record === undefined) throw new Error('no call was closed');
    return record;
  }

  /** What must hold when nothing is going on any more; undefined: it does. */
  leftOpen(): object | undefined {
    const open = {
      leases: this.ledger.size(),
      legs: this.stack.openLegs,
      timers: this.wheel.pending,
      sessions: this.media.openSessions,
      calls: this.control.size,
      tollCalls: this.tollCounts.active,
      notClosedOnce: this.opened.filter(
        (id) => this.records.filter((record) => record.id === id).length !== 1,
      ),
      closedUnopened: this.records.filter(({ id }) => !this.opened.includes(id)).length,
    };
    const nothing =
      open.leases +
      open.legs +
      open.timers +
      open.sessions +
      open.calls +
      open.tollCalls +
      open.notClosedOnce.length +
      open.closedUnopened;
    return nothing === 0 ? undefined : open;
  }
}
