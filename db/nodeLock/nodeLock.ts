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

/**
 * Says that this process is at work on a database. A SQLite file has one process at a time. A MySQL/MariaDB database may
 * have several nodes; there the lock only keeps `apply` and nodes apart, since what `apply` writes by itself no node hears of.
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
