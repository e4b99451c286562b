/** Who is at work on a database. */
export interface LockHolder {
  /** `node`: a running service. `apply`: a deployment file going straight into the database. */
  readonly kind: 'node' | 'apply';
  readonly pid: number;
  /** Name of the machine it runs on. */
  readonly host: string;
  /** Where a node's API listens; null until it does. */
  readonly httpUrl: string | null;
}

/** Who wants to work on a database. */
export type LockClaim =
  | { readonly kind: 'apply' }
  | {
      readonly kind: 'node';
      /** Id of this run of the service. */
      readonly id: string;
      /** Whether it shares limits and changes with other nodes, so that it may run beside them. */
      readonly shares: boolean;
    };

/**
 * Says that this process is at work on a database. A SQLite file has one process at a time. A MySQL/MariaDB database may
 * have several nodes, all of which share; `apply` keeps off nodes, since what it writes by itself no node hears of.
 */
export interface NodeLock {
  readonly acquired: true;
  /** Tells others where the API listens. */
  announce(httpUrl: string): Promise<void>;
  release(): Promise<void>;
}

export interface LockRefusal {
  readonly acquired: false;
  /** Null: somebody who has not said yet who it is. */
  readonly holder: LockHolder | null;
}
