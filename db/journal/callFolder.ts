import { interruptCall, closeCall, withEndedAttempts, type CallRecord } from '../../src/model/callRecord';
import {
  entryBody,
  entryId,
  entryKind,
  entryKinds,
  type AliveEntry,
  type ChangedEntry,
  type OpenedEntry,
} from './entry';

interface KnownCall {
  readonly life: string | null;
  opened: OpenedEntry | null;
  latest: ChangedEntry | null;
}

/**
 * Reads the entries of earlier lives and tells what became of the calls in them: closed ones at once, and in the end those
 * that were open when their life ended. A call belongs to the life whose segment its entries stand in.
 */
export class CallFolder {
  readonly #calls = new Map<string, KnownCall>();
  /** When each life was last known to be there. */
  readonly #lastSeen = new Map<string | null, number>();
  #life: string | null = null;

  /** The record of a call that closes with this entry; null: none does. */
  take(payload: string): CallRecord | null {
    const id = entryId(payload);
    switch (entryKind(payload)) {
      case entryKinds.life:
        this.#life = id;
        return null;
      case entryKinds.alive:
        this.#seen((entryBody(payload) as AliveEntry).at);
        return null;
      case entryKinds.opened: {
        const opened = entryBody(payload) as OpenedEntry;
        this.#call(id).opened = opened;
        this.#progress(id, { ...opened.call, at: opened.at, ending: opened.ending });
        return null;
      }
      case entryKinds.changed:
        this.#progress(id, entryBody(payload) as ChangedEntry);
        return null;
      case entryKinds.closed: {
        const record = entryBody(payload) as CallRecord;
        this.#seen(record.endedAt);
        this.#calls.delete(id);
        return record;
      }
      default:
        return null;
    }
  }

  /** Records of the calls nobody closed. What only its later entries are left of has no parties, and no record. */
  interrupted(): readonly CallRecord[] {
    const records: CallRecord[] = [];
    for (const { life, opened, latest } of this.#calls.values()) {
      if (opened === null || latest === null) continue;
      const { at, ending, ...progress } = latest;
      const call = { ...opened.call, ...progress };
      records.push(
        ending === null
          ? interruptCall(call, this.#lastSeen.get(life) ?? at)
          : withEndedAttempts(closeCall(call, ending)),
      );
    }
    return records;
  }

  #progress(id: string, progress: ChangedEntry): void {
    this.#seen(progress.at);
    const call = this.#call(id);
    // An entry that was written again may stand behind later ones.
    if (call.latest === null || progress.at >= call.latest.at) call.latest = progress;
  }

  #call(id: string): KnownCall {
    let call = this.#calls.get(id);
    if (call === undefined) {
      call = { life: this.#life, opened: null, latest: null };
      this.#calls.set(id, call);
    }
    return call;
  }

  #seen(at: number): void {
    this.#lastSeen.set(this.#life, Math.max(at, this.#lastSeen.get(this.#life) ?? 0));
  }
}
