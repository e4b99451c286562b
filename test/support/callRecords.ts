import { entryKinds, entryPayload, type ChangedEntry, type OpenedEntry } from '../../db/journal/entry';
import type { CallRecord, OpenCall } from '../../src/model/callRecord';
import { closeCall } from '../../src/model/callRecord';
import { idAtTime } from '../../src/model/id';

const firstCallAt = Date.UTC(2026, 2, 1, 9);

/** The id of the call with this number; they rise with it, a second apart. */
export const callId = (number: number): string =>
  `${idAtTime(firstCallAt + number * 1000)}${String(number).padStart(16, '0')}`;

/** A call of Ada's that was answered after a second. */
export const openCall = (number: number, changes: Partial<OpenCall> = {}): OpenCall => {
  const startedAt = firstCallAt + number * 1000;
  return {
    id: callId(number),
    enterprise: { id: 'acme', name: 'acme' },
    group: { id: '0012345', name: 'New York' },
    user: { id: 'ada', name: 'Ada Park' },
    trunkGroup: { id: 'ny', name: 'ny' },
    direction: 'originating',
    callingNumber: '+12125550101',
    calledNumber: `+1312555${String(number).padStart(4, '0')}`,
    dialled: `312555${String(number).padStart(4, '0')}`,
    emergency: false,
    startedAt,
    ringingAt: null,
    answeredAt: startedAt + 1000,
    attempts: [],
    trace: [{ rule: 'test', result: 'Ünïcode – and "quotes"' }],
    peer: { id: 'ny', name: 'ny', kind: 'trunk_group' },
    called: null,
    calledLogId: null,
    forwards: [],
    ...changes,
  };
};

/** The same, hung up by the caller two seconds later. */
export const closedCall = (number: number, changes: Partial<OpenCall> = {}): CallRecord => {
  const call = openCall(number, changes);
  return closeCall(call, { at: call.startedAt + 3000, by: 'caller', failure: null, status: 200, cause: 16 });
};

export const openedPayload = (entry: OpenedEntry): string =>
  entryPayload(entryKinds.opened, entry.call.id, JSON.stringify(entry));

export const changedPayload = (id: string, entry: ChangedEntry): string =>
  entryPayload(entryKinds.changed, id, JSON.stringify(entry));

export const closedPayload = (record: CallRecord): string =>
  entryPayload(entryKinds.closed, record.id, JSON.stringify(record));
