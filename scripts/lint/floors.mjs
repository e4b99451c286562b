/**
 * The floors of the house. A room imports only from the rooms named here, all of them below it; `calls` or `decision`
 * never learn of Express, nor `model` of a socket. A path belongs to the room of its folder.
 */
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

const lowest = ['model'];
const state = ['db', 'events', 'access', ...lowest];
const pureRooms = ['routing', 'features'];
const middle = ['sip', 'media', ...pureRooms];

/** Room -> the rooms it may import. From the top floor down. */
export const floors = {
  main: ['config', 'provisioning', 'realtime', 'calls', 'decision', ...middle, ...state],
  cli: ['config', 'client', 'provisioning', 'realtime', 'calls', 'decision', ...middle, ...state],
  provisioning: ['decision', ...middle, ...state],
  realtime: ['decision', ...middle, ...state],
  calls: ['decision', ...middle, ...state],
  decision: [...pureRooms, ...lowest],
  sip: state,
  media: state,
  routing: lowest,
  features: lowest,
  db: lowest,
  events: lowest,
  access: lowest,
  model: [],
  /** Settings: read once, by those who put things together. */
  config: lowest,
  /** The typed API client knows the API, not what is behind it. */
  client: lowest,
};

/** Rooms whose functions decide and never act: no I/O, clock or chance but as arguments. */
export const deciding = ['model', 'decision', 'features', 'routing'];

const pureBuiltins = new Set(['node:assert', 'node:buffer', 'node:util', 'node:url', 'node:querystring']);
const actingPackages = [
  'express',
  'kysely',
  'better-sqlite3',
  'pino',
  'mysql2',
  'ioredis',
  'ws',
  'drachtio-srf',
];

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** Room of a file given relative to the checkout; null where no floor rules (tests, benchmarks, scripts). */
export function roomOf(path) {
  const [top, second, third] = path.split(sep);
  if (top === 'db') return 'db';
  if (top !== 'src' || second === undefined) return null;
  if (third === undefined && /\.[cm]?[jt]s$|^[^.]+$/.test(second)) {
    const name = second.replace(/\.[cm]?[jt]s$/, '');
    return Object.hasOwn(floors, name) ? name : 'main';
  }
  return second;
}

/** Why a file of `room` may not import `source`; null when it may. */
function objection(room, file, root, source) {
  if (source.startsWith('.')) {
    const target = roomOf(relative(root, join(dirname(file), source)));
    if (target === room) return null;
    if (target === null) return `'${room}' must not import what is outside the house ('${source}').`;
    const allowed = floors[room] ?? [];
    if (allowed.includes(target)) return null;
    return `'${room}' must not import '${target}': a room imports only from floors below its own${
      allowed.length > 0 ? ` (here: ${allowed.join(', ')})` : ''
    }.`;
  }
  if (!deciding.includes(room)) return null;
  if (builtins.has(source)) {
    const name = source.startsWith('node:') ? source : `node:${source}`;
    return pureBuiltins.has(name) ? null : `'${room}' decides and must not reach for '${source}'.`;
  }
  const acting = actingPackages.some((name) => source === name || source.startsWith(`${name}/`));
  return acting ? `'${room}' decides and must not reach for '${source}'.` : null;
}

const rule = {
  meta: {
    type: 'problem',
    docs: { description: 'a room imports only from floors below its own' },
    schema: [],
  },
  create(context) {
    const root = context.cwd;
    const room = roomOf(relative(root, context.filename));
    if (room === null) return {};
    if (!Object.hasOwn(floors, room)) {
      return {
        Program(node) {
          context.report({
            node,
            message: `'${room}' is no room of the house: see scripts/lint/floors.mjs.`,
          });
        },
      };
    }
    const check = (node) => {
      const source = node?.type === 'Literal' ? node.value : undefined;
      if (typeof source !== 'string') return;
      const message = objection(room, context.filename, root, source);
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
    };
  },
};

export const housePlugin = { meta: { name: 'house' }, rules: { floors: rule } };
