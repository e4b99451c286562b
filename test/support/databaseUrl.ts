import type { DatabaseSetting } from '../../src/model/databaseSetting';

/** As `TRUNKLINE_DATABASE_URL` has it. */
export function databaseUrl(setting: DatabaseSetting): string {
  if (setting.kind === 'sqlite') return `sqlite:${setting.file}`;
  const [user, password] = [setting.user, setting.password].map(encodeURIComponent);
  return `mysql://${user}:${password}@${setting.host}:${setting.port}/${setting.name}`;
}
