import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** Where the example lies in a checkout, seen from the compiled file. */
const exampleFile = path.resolve(__dirname, '../../../../examples/acme.yaml');

/** Text of the example deployment. */
export const readExample = (): Promise<string> => readFile(exampleFile, 'utf8');

/** A deployment whose peers on 127.0.0.1 have other ports; `ports` maps old to new. Without a change: the very text. */
export function withPorts(text: string, ports: ReadonlyMap<number, number>): string {
  if ([...ports].every(([from, to]) => from === to)) return text;
  return stringify(moved(parse(text) as unknown, ports));
}

const local = '127.0.0.1';

function moved(value: unknown, ports: ReadonlyMap<number, number>): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, ports));
  if (typeof value === 'string') {
    const port = new RegExp(`^${local.replaceAll('.', '\\.')}:(\\d+)$`).exec(value)?.[1];
    return port === undefined ? value : `${local}:${ports.get(Number(port)) ?? port}`;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, item]: [string, unknown]) => [key, moved(item, ports)] as const,
  );
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  const { host, port } = copy;
  return host === local && typeof port === 'number' ? { ...copy, port: ports.get(port) ?? port } : copy;
}
