/** Which database a process was told to use. */
export type DatabaseSetting = SqliteSetting | MysqlSetting;

export interface SqliteSetting {
  readonly kind: 'sqlite';
  readonly file: string;
}

/** A MySQL or MariaDB server; the password is for the connection alone and is shown nowhere. */
export interface MysqlSetting {
  readonly kind: 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  /** Null: in the clear. */
  readonly tls: MysqlTls | null;
}

/** How much of the server's certificate is checked, in the words of MySQL's own clients (`--ssl-mode`). */
export const tlsModes = ['verify_identity', 'verify_ca', 'required'] as const;

export interface MysqlTls {
  readonly mode: (typeof tlsModes)[number];
  /** Certificates in PEM of who may have signed the server's; null: those Node.js trusts. */
  readonly ca: string | null;
}

/** The database as log lines and messages name it: without user and password. */
export function databaseLabel(setting: DatabaseSetting): string {
  if (setting.kind === 'sqlite') return setting.file;
  const host = setting.host.includes(':') ? `[${setting.host}]` : setting.host;
  return `${setting.tls === null ? 'mysql' : 'mysqls'}://${host}:${setting.port}/${setting.name}`;
}
