import type { TollCalls, TollLimit, TollLimits, TollScope } from '../model/tollLimits';

/** Something an operator should look at. */
export interface TollWarning {
  readonly code: 'toll_limit';
  /** The user or enterprise: one alarm however often it is raised. */
  readonly key: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface TollAlarmPorts {
  /** Of the enterprise, or the user's; null: there are none any more. */
  readonly limits: (enterpriseId: string) => TollLimits | null;
  readonly calls: (scope: TollScope) => TollCalls;
  readonly raise: (warning: TollWarning) => void;
  readonly clear: (warning: Pick<TollWarning, 'code' | 'key'>) => void;
}

interface Alarmed {
  readonly scope: TollScope;
  readonly enterpriseId: string;
}

/**
 * Tells operators of users and enterprises that have as many international and premium calls as they may, whether more are
 * refused or not (decisions.md 32); told once, until they have fewer.
 */
export class TollAlarms {
  readonly #ports: TollAlarmPorts;
  readonly #alarmed = new Map<string, Alarmed>();

  constructor(ports: TollAlarmPorts) {
    this.#ports = ports;
  }

  /** A call was counted. */
  counted(scope: TollScope, enterpriseId: string): void {
    const key = keyOf(scope);
    if (this.#alarmed.has(key)) return;
    const limit = this.#limitOf({ scope, enterpriseId });
    const calls = this.#ports.calls(scope);
    if (limit === null || !isReached(limit, calls)) return;
    this.#alarmed.set(key, { scope, enterpriseId });
    this.#ports.raise({
      code: 'toll_limit',
      key,
      message: `${scope.kind} ${scope.id} has as many international and premium calls as it may`,
      details: {
        [scope.kind]: scope.id,
        enterprise: enterpriseId,
        concurrent: calls.concurrent,
        last_hour: calls.lastHour,
        max_concurrent_calls: limit.maxConcurrentCalls,
        max_calls_per_hour: limit.maxCallsPerHour,
        refused: limit.refuse,
      },
    });
  }

  /** Clears what is over; to be called every second or so. */
  look(): void {
    for (const [key, alarmed] of this.#alarmed) {
      const limit = this.#limitOf(alarmed);
      if (limit !== null && isReached(limit, this.#ports.calls(alarmed.scope))) continue;
      this.#alarmed.delete(key);
      this.#ports.clear({ code: 'toll_limit', key });
    }
  }

  #limitOf({ scope, enterpriseId }: Alarmed): TollLimit | null {
    return this.#ports.limits(enterpriseId)?.[scope.kind] ?? null;
  }
}

const keyOf = ({ kind, id }: TollScope): string => `${kind} ${id}`;

const isReached = ({ maxConcurrentCalls, maxCallsPerHour }: TollLimit, calls: TollCalls): boolean =>
  (maxConcurrentCalls !== null && calls.concurrent >= maxConcurrentCalls) ||
  (maxCallsPerHour !== null && calls.lastHour >= maxCallsPerHour);
