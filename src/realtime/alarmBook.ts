import type { EventBus } from '../events/eventBus';
import type { ServiceEvents } from '../events/serviceEvents';
import type { Alarm, EmergencyEvent } from '../events/workerProtocol';
import type { Item } from './collection';

const mostAlarms = 200;

/** An alarm as clients see it; the same one raised again is counted, not listed twice. */
export interface AlarmItem extends Item {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly first_at: string;
  readonly last_at: string;
  readonly count: number;
  /** Since when it is over; null: it stands. */
  readonly cleared_at: string | null;
}

export interface AlarmChange {
  readonly changed: AlarmItem;
  /** Ids of those that gave way. */
  readonly dropped: readonly string[];
}

/** The last alarms of this node, those that are over too, the oldest giving way; emergency calls are among them, each for itself. */
export class AlarmBook {
  readonly #alarms = new Map<string, AlarmItem>();
  readonly #listeners = new Set<(change: AlarmChange) => void>();

  /** Hears the bus from here on. */
  async follow(bus: EventBus<ServiceEvents>): Promise<void> {
    // What is lost while nobody listened was logged all the same.
    const gap = (): void => undefined;
    await bus.subscribe('alarm', {
      event: (alarm) => this.#raise(`${alarm.code}: ${alarm.key ?? alarm.message}`, alarm),
      gap,
    });
    await bus.subscribe('alarm_cleared', {
      event: ({ code, key, at }) => this.#clear(`${code}: ${key}`, at),
      gap,
    });
    await bus.subscribe('emergency', { event: (event) => this.#emergency(event), gap });
  }

  all(): readonly AlarmItem[] {
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
    ...event
  }: EmergencyEvent): void {
    const details = {
      call: callId,
      enterprise,
      user,
      trunk_group: trunkGroup,
      dialled,
      callback_number: callbackNumber,
    };
    this.#raise(`emergency_call: ${callId}`, {
      code: 'emergency_call',
      message: 'emergency call',
      details,
      at,
    });
    if (!event.noEmergencyRoute) return;
    const message = 'no emergency route is configured: carriers are tried in order';
    this.#raise('no_emergency_route', { code: 'no_emergency_route', message, details, at });
  }

  #raise(id: string, { code, message, details = {}, at }: Alarm & { readonly at: number }): void {
    const before = this.#alarms.get(id);
    const time = new Date(at).toISOString();
    const changed: AlarmItem = {
      id,
      code,
      message,
      details,
      first_at: before?.first_at ?? time,
      last_at: time,
      count: (before?.count ?? 0) + 1,
      cleared_at: null,
    };
    // The one raised last stands last.
    this.#alarms.delete(id);
    this.#alarms.set(id, changed);
    const dropped: string[] = [];
    for (const oldest of this.#alarms.keys()) {
      if (this.#alarms.size <= mostAlarms) break;
      this.#alarms.delete(oldest);
      dropped.push(oldest);
    }
    this.#tell({ changed, dropped });
  }

  #clear(id: string, at: number): void {
    const before = this.#alarms.get(id);
    if (before?.cleared_at !== null) return;
    const changed: AlarmItem = { ...before, cleared_at: new Date(at).toISOString() };
    this.#alarms.set(id, changed);
    this.#tell({ changed, dropped: [] });
  }

  #tell(change: AlarmChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
