import { decide } from '../../src/decision/decide';
import { decideNext } from '../../src/decision/nextRoute';
import type { DecisionInputs } from '../../src/decision/decisionInputs';
import type { Directory, UserRecord } from '../../src/model/directory';
import type { ForwardRestrictions } from '../../src/model/dialRestrictions';
import type { ConfigurationUpsert, TrunkGroup } from '../../src/model/settings';
import type { TollLimits } from '../../src/model/tollLimits';
import type { InboundSettings } from '../../src/model/userFeatures';
import { DirectoryCache } from '../../src/routing/directoryCache';
import type { Configuration } from '../../src/routing/configuration';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  gateway,
  inputsOf,
  route,
  site,
  trunkGroup,
  user,
} from '../unit/decisionFixtures';
import { features } from '../unit/featuresFixtures';
import { sdp, type FakeCaller, type FakeTarget } from './fakeStack';
import { Switchboard, type SwitchboardOptions } from './switchboard';

/** acme: Ada (1001) in New York, Ben (1002) and Cy (1003) in Boston; globex: Gil (2001). One carrier, `metro`. */
const sites = {
  newYork: trunkGroup('0012345', 'acme', { acceptFrom: ['127.0.0.1:5070'], usageSlot: 2 }),
  boston: trunkGroup('0067890', 'acme', {
    acceptFrom: ['127.0.0.1:5071'],
    pbx: [gateway(5071)],
    usageSlot: 3,
  }),
  london: trunkGroup('0099999', 'globex', { pbx: [gateway(5072)], usageSlot: 4 }),
};

export const mobile = '+14155550123';
export const desk = '+14155550124';
export const stranger = '+13125550111';

export const numbers = {
  ada: '+12125550101',
  ben: '+12125550102',
  cy: '+12125550103',
  gil: '+12125550201',
} as const;

export type SceneUser = keyof typeof numbers;

export interface SceneOptions {
  readonly features?: Readonly<Partial<Record<SceneUser, Partial<InboundSettings>>>>;
  /** What users may forward to; left out: anywhere. */
  readonly forwardRestrictions?: ForwardRestrictions;
  readonly newYork?: Partial<TrunkGroup>;
  readonly boston?: Partial<TrunkGroup>;
  readonly tollLimits?: TollLimits;
  readonly more?: readonly ConfigurationUpsert[];
  readonly board?: SwitchboardOptions;
}

/** Calls decided as in the service, between fake far ends, in the test's own time. */
export class FeatureScene {
  readonly board: Switchboard;
  readonly #configuration: Configuration;
  readonly #directory: Directory;

  constructor({
    features: settings = {},
    forwardRestrictions,
    newYork = {},
    boston = {},
    tollLimits,
    more = [],
    board = {},
  }: SceneOptions) {
    const withFeatures = (record: UserRecord): UserRecord => {
      const own = settings[record.id as SceneUser];
      return own === undefined
        ? record
        : { ...record, features: features(own, { forwardRestrictions: forwardRestrictions ?? null }) };
    };
    const people = [
      user('Ada', '0012345', 'acme', { extension: '1001', number: numbers.ada }),
      user('Ben', '0067890', 'acme', { extension: '1002', number: numbers.ben }),
      user('Cy', '0067890', 'acme', { extension: '1003', number: numbers.cy }),
      user('Gil', '0099999', 'globex', { extension: '2001', number: numbers.gil }),
    ].map(withFeatures);
    this.#configuration = configurationOf([
      { kind: 'enterprise', value: enterprise('acme', { tollLimits: tollLimits ?? null }) },
      { kind: 'enterprise', value: enterprise('globex', { usageSlot: 1 }) },
      ...site({ ...sites.newYork, ...newYork }),
      ...site({ ...sites.boston, ...boston }),
      ...site(sites.london),
      { kind: 'carrier', value: carrier('metro', { acceptFrom: ['127.0.0.1:5080'] }) },
      { kind: 'outbound_route', value: route('world', '+', ['metro']) },
      ...more,
    ]);
    const cache = new DirectoryCache(100);
    cache.fill({ generation: 1, entries: directoryEntries(people) });
    this.#directory = {
      number: (e164) => cache.number(e164) ?? null,
      extension: (enterpriseId, digits) => cache.extension(enterpriseId, digits) ?? null,
    };
    this.board = new Switchboard({
      decide: (facts) => decide(facts, this.#inputs({})),
      decideNext: (after, result, forwardedCalls, tollCalls) =>
        decideNext(after, result, this.#inputs({ forwardedCalls, tollCalls })),
      ...board,
    });
  }

  #inputs(changes: Partial<DecisionInputs>): DecisionInputs {
    return inputsOf(this.#configuration, this.#directory, {
      at: this.board.clock.wallTime(),
      activeCalls: (id) => this.board.control.users.active(id),
      forwardedCalls: (id) => this.board.control.users.sentOnBy(id),
      tollCalls: (scope) => this.board.toll.calls(scope),
      ...changes,
    });
  }

  /** A call from the carrier. */
  async outside(called: SceneUser, from = stranger): Promise<FakeCaller> {
    return this.#call(5080, from, numbers[called]);
  }

  /** A call from New York's PBX, by Ada. */
  async ada(called: string): Promise<FakeCaller> {
    return this.#call(5070, numbers.ada, called);
  }

  async #call(port: number, from: string, called: string): Promise<FakeCaller> {
    const { stack, control } = this.board;
    const caller = stack.call(control, {
      source: { transport: 'udp', address: '127.0.0.1', port },
      requestUri: `sip:${called}@trunk.example`,
      headers: { From: `<sip:${from}@far.example>;tag=1` },
      body: sdp('caller'),
    });
    await this.board.settle();
    return caller;
  }

  /** The INVITEs that are not over, by the number they go to. */
  get ringing(): readonly string[] {
    return this.board.stack.targets
      .filter(({ over, isCancelled, accepted }) => !over && !isCancelled && !accepted)
      .map(({ invite }) => invite.to);
  }

  /** The INVITE that went to a number last. */
  target(number: string): FakeTarget {
    const found = this.board.stack.targets.filter(({ invite }) => invite.to === number).at(-1);
    if (found === undefined) throw new Error(`nobody was invited at ${number}`);
    return found;
  }

  /** All that the trace says, a line a step. */
  get trace(): string {
    return this.board.record.trace.map(({ rule, result }) => `${rule}: ${result}`).join('\n');
  }

  /** Of all trunk groups and enterprises together. */
  get leases(): number {
    return this.board.ledger.size();
  }
}
