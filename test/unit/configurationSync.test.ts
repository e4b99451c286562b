import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CommittedChange } from '../../src/events/nodeEvents';
import { ConfigurationSync } from '../../src/provisioning/configuration/configurationSync';

type Invalidated = readonly string[] | 'all';

/** A publisher that notes what it is told to do; it does it when it is let. */
class Publisher {
  readonly done: string[] = [];
  fails = false;

  publishAll(): Promise<void> {
    return this.#note('everything', 'all');
  }

  catchUp(): Promise<void> {
    return this.#note('difference', 'all');
  }

  publishChange({ touched, invalidate }: CommittedChange): Promise<void> {
    return this.#note(touched.length > 0 ? 'configuration' : 'directory', invalidate);
  }

  async #note(what: string, invalidate: Invalidated): Promise<void> {
    await Promise.resolve();
    if (this.fails) throw new Error('the database is away');
    this.done.push(`${what} ${invalidate.toString()}`);
  }
}

let publisher: Publisher;
let stored: number;
let time: number;
let told: CommittedChange[];
let sync: ConfigurationSync;
beforeEach(async () => {
  publisher = new Publisher();
  stored = 7;
  time = 0;
  told = [];
  sync = new ConfigurationSync(
    publisher,
    () => Promise.resolve(stored),
    (change) => told.push(change),
    () => time,
  );
  await sync.start();
  publisher.done.length = 0;
});

const change = (turn: number, touchesConfiguration = false): CommittedChange => ({
  turn,
  touched: touchesConfiguration ? [{ kind: 'carrier', id: 'c' }] : [],
  invalidate: [`number:+${turn}`],
});

test('a change of this node is told to the others, and in force when it is answered', async () => {
  stored = 8;
  await sync.committed(change(8, true));
  expect(told).toEqual([change(8, true)]);
  expect(publisher.done).toEqual(['configuration number:+8']);
  await sync.check(0);
  expect(publisher.done).toHaveLength(1);
});

test('heard twice, it is done once, and both wait for it', async () => {
  await Promise.all([sync.heard(change(8)), sync.heard(change(8))]);
  await sync.heard(change(8));
  expect(publisher.done).toEqual(['directory number:+8']);
});

test('in the wrong order nothing is missing', async () => {
  stored = 9;
  await sync.heard(change(9));
  await sync.heard(change(8));
  await sync.check(0);
  expect(publisher.done).toEqual(['directory number:+9', 'directory number:+8']);
});

describe('what was not heard of', () => {
  test('is waited for, then everything is read anew', async () => {
    stored = 9;
    await sync.heard(change(9));
    await sync.check(500);
    time = 499;
    await sync.check(500);
    expect(publisher.done).toEqual(['directory number:+9']);
    time = 500;
    await sync.check(500);
    expect(publisher.done).toEqual(['directory number:+9', 'difference all']);
    await sync.heard(change(8));
    await sync.check(0);
    expect(publisher.done).toHaveLength(2);
  });

  test('is read at once where nothing is heard of', async () => {
    stored = 8;
    await sync.check(0);
    expect(publisher.done).toEqual(['difference all']);
  });

  test('includes what could not be done', async () => {
    stored = 8;
    publisher.fails = true;
    await expect(sync.heard(change(8))).rejects.toThrow('away');
    await expect(sync.check(0)).rejects.toThrow('away');
    publisher.fails = false;
    await sync.check(0);
    expect(publisher.done).toEqual(['difference all']);
  });

  test('is not waited for again because of what is under way', async () => {
    stored = 8;
    const taking = sync.heard(change(8, true));
    await sync.check(0);
    await taking;
    expect(publisher.done).toEqual(['configuration number:+8']);
  });
});

test('a database that was put back to an earlier day is followed', async () => {
  await sync.heard(change(8));
  stored = 3;
  await sync.check(500);
  stored = 4;
  await sync.heard(change(4));
  expect(publisher.done).toEqual(['directory number:+8', 'difference all', 'directory number:+4']);
});

test('whatever is lost or comes late, after a look everything committed is in force', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isLost: fc.boolean(), delay: fc.nat(5), looks: fc.boolean() }), {
        minLength: 1,
        maxLength: 30,
      }),
      async (commits) => {
        const inForce = new Set<number>();
        let turn = 0;
        const everything = (): Promise<void> => {
          const read = turn;
          for (let number = 1; number <= read; number += 1) inForce.add(number);
          return Promise.resolve();
        };
        const node = new ConfigurationSync(
          {
            publishAll: everything,
            catchUp: everything,
            publishChange: ({ invalidate }) => {
              if (invalidate !== 'all') for (const key of invalidate) inForce.add(Number(key.split('+')[1]));
              return Promise.resolve();
            },
          },
          () => Promise.resolve(turn),
          () => undefined,
          () => 0,
        );
        await node.start();
        const late: { readonly at: number; readonly turn: number }[] = [];
        for (const [step, { isLost, delay, looks }] of commits.entries()) {
          turn += 1;
          if (!isLost) late.push({ at: step + delay, turn });
          for (const { at, turn: number } of late) if (at === step) await node.heard(change(number));
          if (looks) await node.check(0);
        }
        await node.check(0);
        expect([...inForce].sort((one, other) => one - other)).toEqual(
          Array.from({ length: turn }, (_, index) => index + 1),
        );
      },
    ),
  );
});
