import type { StoredConfiguration } from '../../../db/repositories/configuration';
import type { CommittedChange } from '../../events/nodeEvents';
import type {
  ConfigurationChange,
  ConfigurationEntities,
  ConfigurationKind,
  ConfigurationReference,
  ConfigurationUpsert,
  TouchedConfiguration,
} from '../../model/settings';
import { UsageSlots } from './usageSlots';

interface Entity {
  readonly upsert: ConfigurationUpsert;
  /** What it is compared by; null: whether it is the same object, which what is not worked out anew stays. */
  readonly text: string | null;
}
type Snapshot = ReadonlyMap<string, Entity>;

const keyOf = ({ kind, id }: ConfigurationReference): string => `${kind} ${id}`;

/**
 * Keeps the signalling thread's configuration in step with the database: remembers what was sent, and sends after each
 * commit what differs, one generation higher. Publishing is one at a time and in order. Of a change that follows at once
 * on what was read last, only what it touched is read; otherwise everything, so that nothing is sent that refers to what
 * was not.
 */
export class ConfigurationPublisher {
  readonly #sent = new Map<string, Entity>();
  /** All changes of the database up to this one are in what was sent. */
  #turn = 0;
  #generation = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly load: (wanted: TouchedConfiguration) => Promise<StoredConfiguration>,
    private readonly send: (change: ConfigurationChange) => void,
    readonly slots = new UsageSlots(),
  ) {}

  /** Of the last change sent; 0 before the first. */
  get generation(): number {
    return this.#generation;
  }

  /** What was last sent of a kind, in the order of its reading, what is new last. */
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
      const stored = await this.load('all');
      const next = this.#entities(stored);
      this.#turn = stored.turn;
      this.#sent.clear();
      for (const [key, entity] of next) this.#sent.set(key, entity);
      const upsert = [...next.values()].map((entity) => entity.upsert);
      this.#step({ complete: true, upsert, remove: [], invalidate: 'all' });
    });
  }

  /**
   * Reads everything anew and sends what differs, whatever changed it.
   * @param invalidate what of the directory may have been missed
   */
  catchUp(invalidate: ConfigurationChange['invalidate'] = 'all'): Promise<void> {
    return this.#inTurn(async () => {
      this.#sendDifference(await this.load('all'), 'all', invalidate);
    });
  }

  /** Sends what a change made different; resolves when it is on its way. */
  publishChange({ turn, touched, invalidate }: CommittedChange): Promise<void> {
    return this.#inTurn(async () => {
      const isNext = turn === this.#turn + 1;
      if (turn <= this.#turn || touched.length === 0) {
        if (isNext) this.#turn = turn;
        if (invalidate.length > 0) this.#step({ complete: false, upsert: [], remove: [], invalidate });
        return;
      }
      if (isNext) {
        const stored = await this.load(touched);
        if (stored.turn === turn) {
          this.#sendDifference(stored, touched, invalidate);
          return;
        }
      }
      this.#sendDifference(await this.load('all'), 'all', invalidate);
    });
  }

  /** @param read what `stored` has, as far as it is there */
  #sendDifference(
    stored: StoredConfiguration,
    read: TouchedConfiguration,
    invalidate: ConfigurationChange['invalidate'],
  ): void {
    const next = this.#entities(stored);
    this.#turn = stored.turn;
    const upsert: ConfigurationUpsert[] = [];
    const remove: ConfigurationReference[] = [];
    const known = read === 'all' ? [...this.#sent.keys()] : read.map(keyOf);
    for (const key of known) {
      const gone = next.has(key) ? undefined : this.#sent.get(key)?.upsert;
      if (gone === undefined) continue;
      remove.push({ kind: gone.kind, id: gone.value.id });
      this.#sent.delete(key);
    }
    for (const [key, entity] of next) {
      if (isSame(this.#sent.get(key), entity)) continue;
      upsert.push(entity.upsert);
      this.#sent.set(key, entity);
    }
    if (upsert.length === 0 && remove.length === 0 && invalidate.length === 0) return;
    this.#step({ complete: false, upsert, remove, invalidate });
  }

  #step(step: Omit<ConfigurationChange, 'generation'>): void {
    this.#generation += 1;
    this.send({ generation: this.#generation, ...step });
  }

  #inTurn(publish: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(publish);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #entities(stored: StoredConfiguration): Snapshot {
    const entities = new Map<string, Entity>();
    const add = <Kind extends ConfigurationKind>(
      kind: Kind,
      values: readonly ConfigurationEntities[Kind][],
    ): void => {
      for (const value of values) {
        entities.set(keyOf({ kind, id: value.id }), {
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
    return entities;
  }
}

const isSame = (sent: Entity | undefined, { upsert, text }: Entity): boolean =>
  sent !== undefined && (text === null ? sent.upsert.value === upsert.value : sent.text === text);
