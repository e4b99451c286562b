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
}

/** The database as log lines and messages name it: without user and password. */
export function databaseLabel(setting: DatabaseSetting): string {
  if (setting.kind === 'sqlite') return setting.file;
  const host = setting.host.includes(':') ? `[${setting.host}]` : setting.host;
  return `mysql://${host}:${setting.port}/${setting.name}`;
}
