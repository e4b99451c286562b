import type { StoredConfiguration } from '../../../db/repositories/configuration';
import type {
  ConfigurationChange,
  ConfigurationEntities,
  ConfigurationKind,
  ConfigurationUpsert,
} from '../../model/settings';
import { UsageSlots } from './usageSlots';

interface Sent {
  readonly upsert: ConfigurationUpsert;
  /** What it is compared by; null: whether it is the same object, which what is not read anew stays. */
  readonly text: string | null;
}

type Snapshot = ReadonlyMap<string, Sent>;

/**
 * Keeps the signalling thread's configuration in step with the database: remembers what was sent, and sends after each
 * commit what differs, one generation higher. Publishing is one at a time and in order.
 */
export class ConfigurationPublisher {
  #sent: Snapshot = new Map();
  #generation = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly load: () => Promise<StoredConfiguration>,
    private readonly send: (change: ConfigurationChange) => void,
    readonly slots = new UsageSlots(),
  ) {}

  /** Of the last change sent; 0 before the first. */
  get generation(): number {
    return this.#generation;
  }

  /** What was last sent of a kind, in the order of its reading. */
  current<Kind extends ConfigurationKind>(kind: Kind): readonly ConfigurationEntities[Kind][] {
    const values: ConfigurationEntities[Kind][] = [];
    for (const { upsert } of this.#sent.values()) {
      if (upsert.kind === kind) values.push(upsert.value as ConfigurationEntities[Kind]);
    }
    return values;
  }

  /** Sends everything, one generation higher: at the start, and when the other side has lost a step. */
  publishAll(): Promise<void> {
    return this.#inTurn(async () => {
      const next = this.#snapshot(await this.load());
      this.#commit(next, {
        complete: true,
        upsert: [...next.values()].map(({ upsert }) => upsert),
        remove: [],
        invalidate: 'all',
      });
    });
  }

  /** Sends what changed since; resolves when it is on its way. */
  publishChange(invalidate: ConfigurationChange['invalidate']): Promise<void> {
    return this.#inTurn(async () => {
      const next = this.#snapshot(await this.load());
      const upsert = [...next].flatMap(([key, entry]) =>
        isSame(this.#sent.get(key), entry) ? [] : [entry.upsert],
      );
      const remove = [...this.#sent].flatMap(([key, { upsert: gone }]) =>
        next.has(key) ? [] : [{ kind: gone.kind, id: gone.value.id }],
      );
      if (upsert.length === 0 && remove.length === 0 && invalidate.length === 0) return;
      this.#commit(next, { complete: false, upsert, remove, invalidate });
    });
  }

  /** Sends that directory entries changed and nothing else did; reads nothing. */
  publishDirectory(invalidate: ConfigurationChange['invalidate']): Promise<void> {
    return this.#inTurn(() => {
      if (invalidate.length > 0)
        this.#commit(this.#sent, { complete: false, upsert: [], remove: [], invalidate });
      return Promise.resolve();
    });
  }

  #commit(next: Snapshot, step: Omit<ConfigurationChange, 'generation'>): void {
    this.#sent = next;
    this.#generation += 1;
    this.send({ generation: this.#generation, ...step });
  }

  #inTurn(publish: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(publish);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #snapshot(stored: StoredConfiguration): Snapshot {
    const snapshot = new Map<string, Sent>();
    const add = <Kind extends ConfigurationKind>(
      kind: Kind,
      values: readonly ConfigurationEntities[Kind][],
    ): void => {
      for (const value of values) {
        snapshot.set(`${kind} ${value.id}`, {
          upsert: { kind, value } as unknown as ConfigurationUpsert,
          text: kind === 'schedule' ? null : JSON.stringify(value),
        });
      }
    };
    const withSlot = <Kind extends 'enterprise' | 'trunk_group'>(kind: Kind) =>
      stored[kind].map((value) => ({
        ...value,
        usageSlot: this.slots.slotOf(kind, value.id),
      })) as unknown as readonly ConfigurationEntities[Kind][];
    add('enterprise', withSlot('enterprise'));
    add('group', stored.group);
    add('trunk_group', withSlot('trunk_group'));
    add('routing_scheme', stored.routing_scheme);
    add('carrier', stored.carrier);
    add('outbound_route', stored.outbound_route);
    add('schedule', stored.schedule);
    return snapshot;
  }
}

const isSame = (sent: Sent | undefined, { upsert, text }: Sent): boolean =>
  sent !== undefined && (text === null ? sent.upsert.value === upsert.value : sent.text === text);
