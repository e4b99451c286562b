import { setTimeout as sleep } from 'node:timers/promises';
import { trunkGroupIds } from '../../src/cli/lab/layout';
import { between, oneOf } from '../../src/cli/lab/traffic/seededRandom';
import type { Random } from '../../src/model/ports';
import { LiveFollower } from '../../test/support/liveFollower';
import { rootKey } from '../../test/support/service';
import type { World } from './world';

/** What the visitors of a soak did. */
export interface VisitorCounts {
  writes: number;
  /** Writes answered 503, or not at all: database, worker or service were away. */
  unavailable: number;
  /** Live connections that followed something. */
  clients: number;
  /** What should not have been answered or heard; the first few. */
  readonly wrong: string[];
}

const writersPauseMs = [100, 700] as const;
const clientsAtOnce = 10;
const clientStaysMs = [500, 20_000] as const;
const mostWrong = 20;

/** Writes over the API and follows what is live, ever anew, until `isOver`. */
export async function runVisitors(
  world: World,
  random: Random,
  isOver: () => boolean,
): Promise<VisitorCounts> {
  const counts: VisitorCounts = { writes: 0, unavailable: 0, clients: 0, wrong: [] };
  const wrong = (text: string): void => {
    if (counts.wrong.length < mostWrong) counts.wrong.push(text);
  };
  const clients = Array.from({ length: clientsAtOnce }, async () => {
    while (!isOver()) await follow(world, random, counts, wrong);
  });
  await Promise.all([write(world, random, isOver, counts, wrong), ...clients]);
  return counts;
}

async function write(
  world: World,
  random: Random,
  isOver: () => boolean,
  counts: VisitorCounts,
  wrong: (text: string) => void,
): Promise<void> {
  const ask = async (method: string, target: string, body?: object): Promise<unknown> => {
    counts.writes += 1;
    const answer = await world.service
      .request(method, `/api/v1${target}`, body === undefined ? undefined : JSON.stringify(body))
      .catch(() => null);
    if (answer === null || answer.status === 503) {
      counts.unavailable += 1;
      return null;
    }
    if (answer.status > 299) wrong(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  /** Users made and not deleted yet. */
  const made: string[] = [];
  let extension = 5_000;
  while (!isOver()) {
    await sleep(between(random, ...writersPauseMs));
    const deed = random();
    if (deed < 0.5) {
      const group = oneOf(random, trunkGroupIds[0] ?? '', ...trunkGroupIds.slice(1));
      const limit = Math.round(between(random, 20, 60));
      await ask('PATCH', `/trunk-groups/${group}`, { max_active_calls: limit });
    } else if (made.length > 20 || (deed > 0.8 && made.length > 0)) {
      const [id = ''] = made.splice(Math.floor(random() * made.length), 1);
      await ask('DELETE', `/users/${id}`);
    } else {
      extension += 1;
      const name = { first_name: 'Soak', last_name: `Number ${extension}` };
      const user = { enterprise: 'acme', group: '0012345', extension: String(extension), ...name };
      const answer = (await ask('POST', '/users', user)) as { readonly id?: string } | null;
      if (answer?.id !== undefined) made.push(answer.id);
    }
  }
}

/** One live connection from its beginning to its end, cut off or closed. */
async function follow(
  world: World,
  random: Random,
  counts: VisitorCounts,
  wrong: (text: string) => void,
): Promise<void> {
  const { httpPort } = world.service;
  const follower = await LiveFollower.connect(`http://127.0.0.1:${httpPort}`, { key: rootKey }).catch(
    () => null,
  );
  if (follower === null) {
    await sleep(500);
    return;
  }
  const topics = ['trunk-groups', 'calls', 'alarms'] as const;
  try {
    for (const topic of topics) await follower.subscribe(topic);
    counts.clients += 1;
    await sleep(between(random, ...clientStaysMs));
    if (follower.closed !== null) return;
    for (const topic of topics) follower.topic(topic);
  } catch (error) {
    if (follower.closed === null)
      wrong(`live connection: ${error instanceof Error ? error.message : 'failed'}`);
  } finally {
    if (random() < 0.5) follower.socket.terminate();
    else follower.socket.close();
  }
}
