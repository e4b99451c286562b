import type { NodeBus } from '../events/nodeBus';
import type { NodeEvents, RaisedAlarm } from '../events/nodeEvents';
import type { Named } from '../model/liveCall';

const mostAlarms = 200;

export interface AlarmChange {
  readonly changed: RaisedAlarm;
  /** Ids of those that gave way. */
  readonly dropped: readonly string[];
}

/**
 * The last alarms of all nodes, those that are over too, the oldest giving way; emergency calls are among them, each for itself. What was raised on a
 * node before this one heard of it, or while it was cut off, that node tells again.
 */
export class AlarmBook {
  readonly #alarms = new Map<string, RaisedAlarm>();
  readonly #listeners = new Set<(change: AlarmChange) => void>();

  /** Hears the bus from here on. */
  async follow(bus: NodeBus<NodeEvents>): Promise<void> {
    const ask = (to: string | null): void => {
      if (bus.others().length > 0) bus.publish('alarms_wanted', { to });
    };
    // One that asks when it is cut off in any way is enough.
    const noGap = (): void => undefined;
    await bus.subscribe('alarm', { event: (alarm) => this.#raise(alarm), gap: () => ask(null) });
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
    bus.followNodes({ joined: ask, gone: () => undefined });
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
