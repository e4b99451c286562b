import type { NodeBus } from '../events/nodeBus';
import type { NodeEvents, RaisedAlarm } from '../events/nodeEvents';
import type { Named } from '../model/liveCall';

const mostAlarms = 200;

export interface AlarmChange {
  readonly changed: RaisedAlarm;
  /** Ids of those that gave way. */
  readonly dropped: readonly string[];
}

/** A node that has been silent for so long is dead, as it is to the ledger (decisions.md 30); what it raised is over. */
const deadMs = 10_000;

/** What nothing ends: it has happened. */
const isEvent = ({ code }: RaisedAlarm): boolean => code === 'emergency_call';

/**
 * The last alarms of all nodes, those that are over too, the oldest giving way; emergency calls are among them, each for
 * itself. What was raised on a node before this one heard of it, or while it was cut off, that node tells again; what a node
 * raised that has left or died is over, since nobody is left who would say so.
 */
export class AlarmBook {
  readonly #deadMs: number;
  readonly #alarms = new Map<string, RaisedAlarm>();
  /** Nodes that are silent, until they count as dead. */
  readonly #silent = new Map<string, NodeJS.Timeout>();
  readonly #listeners = new Set<(change: AlarmChange) => void>();

  constructor(silentNodeMs = deadMs) {
    this.#deadMs = silentNodeMs;
  }

  /** Hears the bus from here on. */
  async follow(bus: NodeBus<NodeEvents>): Promise<void> {
    const ask = (to: string | null): void => {
      if (bus.others().length > 0) bus.publish('alarms_wanted', { to });
    };
    // One that asks when it is cut off in any way is enough.
    const noGap = (): void => undefined;
    await bus.subscribe('alarm', {
      event: (alarm) => this.#raise(alarm),
      gap: () => {
        ask(null);
        // Who died while this node was cut off is not there, and does not go.
        for (const { node } of this.all()) {
          if (node.id !== bus.node && !bus.others().includes(node.id)) this.#fallsSilent(node.id);
        }
      },
    });
    await bus.subscribe('alarm_cleared', { event: (cleared) => this.#clear(cleared), gap: noGap });
    await bus.subscribe('emergency', { event: (event) => this.#emergency(event), gap: noGap });
    await bus.subscribe('alarms', { event: ({ items }) => this.#takeOver(items), gap: noGap });
    await bus.subscribe('alarms_wanted', {
      event: ({ to }) => {
        const items = this.all().filter(({ node }) => node.id === bus.node);
        if (items.length > 0 && (to === null || to === bus.node)) bus.publish('alarms', { items });
      },
      gap: noGap,
    });
    bus.followNodes({
      joined: (node) => {
        this.#isHeardOf(node);
        ask(node);
      },
      gone: (node, why) => {
        if (why === 'left') this.#isDead(node);
        else if (why === 'silent') this.#fallsSilent(node);
        else this.#isHeardOf(node);
      },
    });
    ask(null);
  }

  all(): readonly RaisedAlarm[] {
    return [...this.#alarms.values()];
  }

  /** Returns what ends it. */
  listen(listener: (change: AlarmChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #emergency({
    callId,
    at,
    enterprise,
    user,
    trunkGroup,
    dialled,
    callbackNumber,
    node,
    ...event
  }: NodeEvents['emergency']): void {
    const details = {
      call: callId,
      enterprise,
      user,
      trunk_group: trunkGroup,
      dialled,
      callback_number: callbackNumber,
    };
    this.#raise({ code: 'emergency_call', key: callId, message: 'emergency call', details, at, node });
    if (!event.noEmergencyRoute) return;
    const message = 'no emergency route is configured: carriers are tried in order';
    this.#raise({ code: 'no_emergency_route', key: 'carriers', message, details, at, node });
  }

  #raise({ code, key, message, details = {}, at, node }: NodeEvents['alarm']): void {
    const id = idOf(code, key ?? message, node);
    const before = this.#alarms.get(id);
    const time = new Date(at).toISOString();
    this.#put({
      id,
      code,
      message,
      details,
      node,
      first_at: before?.first_at ?? time,
      last_at: time,
      count: (before?.count ?? 0) + 1,
      cleared_at: null,
    });
  }

  #clear({ code, key, at, node }: NodeEvents['alarm_cleared']): void {
    const before = this.#alarms.get(idOf(code, key, node));
    if (before?.cleared_at !== null) return;
    const changed: RaisedAlarm = { ...before, cleared_at: new Date(at).toISOString() };
    this.#alarms.set(changed.id, changed);
    this.#tell({ changed, dropped: [] });
  }

  #fallsSilent(node: string): void {
    if (this.#silent.has(node)) return;
    const timer = setTimeout(() => {
      this.#isDead(node);
    }, this.#deadMs);
    this.#silent.set(node, timer.unref());
  }

  /** Or this node is cut off itself, and would not hear. */
  #isHeardOf(node: string): void {
    clearTimeout(this.#silent.get(node));
    this.#silent.delete(node);
  }

  #isDead(id: string): void {
    this.#isHeardOf(id);
    const cleared_at = new Date().toISOString();
    for (const alarm of this.all()) {
      if (alarm.node.id !== id || alarm.cleared_at !== null || isEvent(alarm)) continue;
      const changed: RaisedAlarm = { ...alarm, cleared_at };
      this.#alarms.set(changed.id, changed);
      this.#tell({ changed, dropped: [] });
    }
  }

  /** What a node says of its own alarms counts. */
  #takeOver(items: readonly RaisedAlarm[]): void {
    for (const item of items) {
      const known = this.#alarms.get(item.id);
      if (known?.count !== item.count || known.cleared_at !== item.cleared_at) this.#put(item);
    }
  }

  #put(changed: RaisedAlarm): void {
    // The one raised last stands last.
    this.#alarms.delete(changed.id);
    this.#alarms.set(changed.id, changed);
    const dropped: string[] = [];
    for (const oldest of this.#alarms.keys()) {
      if (this.#alarms.size <= mostAlarms) break;
      this.#alarms.delete(oldest);
      dropped.push(oldest);
    }
    this.#tell({ changed, dropped });
  }

  #tell(change: AlarmChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const idOf = (code: string, key: string, node: Named): string => `${code}: ${key} (${node.id})`;
