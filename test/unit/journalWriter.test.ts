import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CallFolder } from '../../db/journal/callFolder';
import { entryId, entryKind, entryKinds } from '../../db/journal/entry';
import { JournalWriter, type JournalWriterOptions } from '../../db/journal/journalWriter';
import { readLines } from '../../db/journal/line';
import { listSegments, readSegment } from '../../db/journal/segments';
import {
  callId,
  changedPayload,
  closedCall,
  closedPayload,
  openCall,
  openedPayload,
} from '../support/callRecords';

const life = '01LIFE00000000000000000001';
const nextLife = '01LIFE00000000000000000002';

let directory: string;
let now: number;
let grown: { readonly number: number; readonly sealed: boolean }[];
let said: string[];

beforeEach(() => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'trunkline-journal-')), 'journal');
  now = 1_000_000;
  grown = [];
  said = [];
});
afterEach(() => {
  rmSync(path.dirname(directory), { recursive: true });
});

function writer(options: Partial<JournalWriterOptions> = {}): JournalWriter {
  return new JournalWriter(
    {
      ...{ directory, life, segmentBytes: 10_000, segmentAgeMs: 30_000, limitBytes: 1_000_000 },
      wallTime: () => now,
      ...options,
    },
    {
      grown: ({ number }, sealed) => grown.push({ number, sealed }),
      refused: () => said.push('refused'),
      accepted: () => said.push('accepted'),
      dropped: (entries) => said.push(`dropped ${entries}`),
    },
  );
}

const payloads = (): string[] =>
  listSegments(directory).flatMap(({ file }) =>
    [...readLines(readSegment(file, 0, Infinity), () => said.push('damage'))].map(({ payload }) => payload),
  );

const calls = (kind: string): string[] =>
  payloads()
    .filter((payload) => entryKind(payload) === kind)
    .map((payload) => entryId(payload));

const opened = (number: number): string =>
  openedPayload({ at: openCall(number).startedAt, call: openCall(number), ending: null });

/** What a next start makes of the segments. */
function recovered() {
  const folder = new CallFolder();
  const closed = payloads()
    .map((payload) => folder.take(payload))
    .filter((record) => record !== null);
  return { closed, interrupted: folder.interrupted() };
}

const files = (): string[] => readdirSync(directory).sort();

describe('the journal', () => {
  test('rotates, and a segment goes once it is loaded', async () => {
    const journal = writer();
    for (let number = 0; number < 60; number += 1) journal.append([closedPayload(closedCall(number))]);
    const sealed = grown.filter((each) => each.sealed).map(({ number }) => number);
    expect(sealed.length).toBeGreaterThan(2);
    expect(files()).toHaveLength(sealed.length + 1);
    expect(calls(entryKinds.closed)).toEqual(Array.from({ length: 60 }, (_, number) => callId(number)));
    for (const number of sealed) await journal.loaded(number);
    expect(files()).toHaveLength(1);
    await journal.flush();
  });

  test('an old segment is sealed even when little is in it; what nobody wrote to is no segment', async () => {
    const journal = writer();
    await journal.tick();
    expect(files()).toEqual([]);
    journal.append([closedPayload(closedCall(1))]);
    await journal.tick();
    now += 30_000;
    await journal.tick();
    expect(grown.at(-1)).toEqual({ number: 1, sealed: true });
    await journal.loaded(1);
    expect(files()).toEqual([]);
    await journal.flush();
  });

  test('what it knows of open calls outlives their segments', async () => {
    const journal = writer();
    const answered = { ...openCall(7), ringingAt: openCall(7).startedAt + 200 };
    journal.append([
      openedPayload({ at: 1, call: { ...answered, answeredAt: null }, ending: null }),
      opened(8),
    ]);
    for (let number = 100; number < 130; number += 1) journal.append([closedPayload(closedCall(number))]);
    const { ringingAt, answeredAt, attempts, forwards } = answered;
    journal.append([
      changedPayload(callId(7), { at: 2, ringingAt, answeredAt, attempts, forwards, ending: null }),
    ]);
    journal.append([closedPayload(closedCall(8))]);
    for (const { number, sealed } of [...grown]) if (sealed) await journal.loaded(number);
    expect(files()).toHaveLength(1);
    expect(calls(entryKinds.opened)).toEqual([callId(7)]);
    const { interrupted } = recovered();
    expect(interrupted).toMatchObject([{ id: callId(7), ringingAt, answeredAt, outcome: 'failed' }]);
    await journal.flush();
  });

  test('a segment mostly of open calls stays, rather than be written again and again', async () => {
    const journal = writer({ segmentBytes: 5_000 });
    journal.append([opened(1), opened(2), opened(3), opened(4), opened(5), opened(6), opened(7), opened(8)]);
    await journal.loaded(1);
    expect(files()).toHaveLength(1);
    journal.append([1, 2, 3, 4, 5, 6, 7].map((number) => closedPayload(closedCall(number))));
    await journal.flush();
    for (const { number, sealed } of [...grown]) if (sealed) await journal.loaded(number);
    await journal.flush();
    expect(calls(entryKinds.opened)).toEqual([callId(8)]);
    expect(calls(entryKinds.closed)).toEqual([]);
  });

  test('it says that it lives while a call is open: an interrupted one ends when it was last heard of', async () => {
    const journal = writer();
    now = openCall(1).startedAt;
    journal.append([opened(1)]);
    now += 65_000;
    await journal.tick();
    await journal.flush();
    const { interrupted } = recovered();
    expect(interrupted).toMatchObject([
      {
        ...{ endedAt: now, durationMs: 64_000, failure: 'interrupted', endedBy: 'service' },
        ...{ sipCode: 200, q850Cause: 41 },
      },
    ]);
  });

  test('a call over for both sides is closed as it ended', async () => {
    const journal = writer();
    const ending = { at: 5, by: 'caller', failure: 'cancelled', status: 487, cause: 16 } as const;
    const attempt = {
      destination: { id: 'one', name: 'one', kind: 'trunk_group' },
      address: 'one:5060;udp',
      ...{ startedAt: 1, ringingAt: null, answeredAt: null, endedAt: null, sipCode: null, station: 0 },
    } as const;
    const call = { ...openCall(1), answeredAt: null, attempts: [attempt] };
    journal.append([openedPayload({ at: 5, call, ending })]);
    await journal.flush();
    expect(recovered().interrupted).toMatchObject([
      { outcome: 'cancelled', endedBy: 'caller', sipCode: 487, endedAt: 5, attempts: [{ endedAt: 5 }] },
    ]);
  });

  test('a later life leaves the segments of the ones before to who reads them', async () => {
    const first = writer();
    now = openCall(1).startedAt;
    first.append([opened(1), closedPayload(closedCall(2))]);
    await first.flush();
    const second = writer({ life: nextLife });
    expect(second.older.map(({ number }) => number)).toEqual([1]);
    now = openCall(5000).startedAt;
    second.append([opened(5000)]);
    // Both lives ended: each call is closed by what its own life knew.
    const { closed, interrupted } = recovered();
    expect(closed.map(({ id }) => id)).toEqual([callId(2)]);
    expect(interrupted.map(({ id, endedAt }) => [id, endedAt])).toEqual([
      [callId(1), closedCall(2).endedAt],
      [callId(5000), openCall(5000).startedAt + 1000],
    ]);
    second.recovered();
    await second.flush();
    expect(files()).toEqual(['segment-0000000002.journal']);
  });

  test('a thread that goes on in the same life takes its segments over', async () => {
    const first = writer();
    first.append([opened(1), opened(2), closedPayload(closedCall(2))]);
    await first.flush();
    const second = writer();
    expect(second.older).toEqual([]);
    expect(second.openCalls).toBe(1);
    expect(second.unloaded).toMatchObject([{ segment: { number: 1 }, sealed: true }]);
    second.append([closedPayload(closedCall(1))]);
    await second.loaded(1);
    await second.flush();
    expect(recovered()).toMatchObject({ closed: [{ id: callId(1) }], interrupted: [] });
  });

  test.each(['torn', 'rubbish behind', 'damaged within'])('a tail %s: the rest is kept', async (how) => {
    const journal = writer({ segmentBytes: 1_000_000 });
    journal.append([0, 1, 2, 3, 4].map((number) => closedPayload(closedCall(number))));
    await journal.flush();
    const [segment] = listSegments(directory);
    if (segment === undefined) throw new Error('no segment');
    if (how === 'torn') truncateSync(segment.file, segment.bytes - 40);
    if (how === 'rubbish behind') appendFileSync(segment.file, Buffer.alloc(300, 1));
    if (how === 'damaged within') {
      const bytes = readFileSync(segment.file);
      bytes.write('XXXX', Math.floor(bytes.length / 2));
      writeFileSync(segment.file, bytes);
    }
    const { closed } = recovered();
    const all = [0, 1, 2, 3, 4].map(callId);
    const kept = {
      torn: all.slice(0, 4),
      'rubbish behind': all,
      'damaged within': all.filter((_, index) => index !== 2),
    }[how];
    expect(closed.map(({ id }) => id)).toEqual(kept);
    expect(said).toEqual(['damage']);
  });

  test('at its full size it keeps what it has and says what it does not take', async () => {
    const journal = writer({ limitBytes: 3_000 });
    for (let number = 0; number < 20; number += 1) journal.append([closedPayload(closedCall(number))]);
    const kept = calls(entryKinds.closed).length;
    expect(kept).toBeGreaterThan(2);
    expect(said).toEqual(Array.from({ length: 20 - kept }, () => 'dropped 1'));
    await journal.flush();
  });

  test('a disk that refuses for a while: kept in memory, in order, nothing lost', async () => {
    const journal = writer();
    rmSync(directory, { recursive: true });
    journal.append([closedPayload(closedCall(1))]);
    journal.append([closedPayload(closedCall(2))]);
    await journal.tick();
    expect(said).toEqual(['refused', 'refused', 'refused']);
    expect(journal.bytes).toBeGreaterThan(500);
    writer();
    journal.append([closedPayload(closedCall(3))]);
    expect(said.at(-1)).toBe('accepted');
    expect(calls(entryKinds.closed)).toEqual([callId(1), callId(2), callId(3)]);
    await journal.flush();
  });
});
