import { JournalWriter } from './journalWriter';
import type { FromJournal, FromLoader, JournalAlarm, JournalStart, ToLoader } from './messages';

const lineFeed = 10;
const segmentBytes = 16_000_000;
const segmentAgeMs = 30_000;
/** How long the database may refuse before it is an alarm: a deployment being applied is none. */
const refusalPatienceMs = 5_000;
/** Share of the journal's full size that is an alarm. */
const alarmingShare = 0.5;

/** What goes wrong and gets better again; each is told once. */
interface Trouble {
  readonly alarm: JournalAlarm;
  readonly since: number;
  told: boolean;
}

/**
 * What the journal thread does: writes entries, has the loader bring them into the database, and says when something
 * stands in the way. It is told of a loader's start, so that it can tell it everything again.
 */
export class JournalKeeper {
  readonly #start: JournalStart;
  readonly #wallTime: () => number;
  readonly #say: (message: FromJournal) => void;
  readonly #writer: JournalWriter;
  readonly #troubles = new Map<string, Trouble>();
  #tell: ((message: ToLoader) => void) | null = null;
  #isRecovered: boolean;
  #dropped = 0;
  /** Deletions of loaded segments, one after the other. */
  #deleting: Promise<void> = Promise.resolve();

  /** @throws Error where the folder cannot be used */
  constructor(start: JournalStart, wallTime: () => number, say: (message: FromJournal) => void) {
    this.#start = start;
    this.#wallTime = wallTime;
    this.#say = say;
    const { directory, life, limitBytes } = start;
    this.#writer = new JournalWriter(
      { directory, life, limitBytes, segmentBytes, segmentAgeMs, wallTime },
      {
        grown: (segment, sealed) => this.#tell?.({ type: 'grown', segment, sealed }),
        refused: (error) => {
          this.#trouble('journal_disk', 'the journal cannot be written; calls are kept in memory', 0, {
            error: error.message,
          });
        },
        accepted: () => {
          this.#over('journal_disk', 'the journal can be written again', {});
        },
        dropped: (entries) => {
          this.#dropped += entries;
        },
      },
    );
    this.#isRecovered = this.#writer.older.length === 0;
  }

  /** Payloads in UTF-8, a line each. */
  append(payloads: Uint8Array): void {
    this.#writer.append(splitLines(payloads));
  }

  /** Once a second. */
  async tick(): Promise<void> {
    await this.#writer.tick();
    const { bytes } = this.#writer;
    const { limitBytes } = this.#start;
    const details = { bytes, limit_bytes: limitBytes };
    if (bytes >= alarmingShare * limitBytes) {
      this.#trouble('journal_growing', 'the journal of call logs grows towards its full size', 0, details);
    } else {
      this.#over('journal_growing', 'the journal of call logs has shrunk again', details);
    }
    if (this.#dropped > 0) {
      this.#trouble('journal_full', 'the journal has its full size; call logs are being lost', 0, details);
      if (bytes < limitBytes) {
        this.#over('journal_full', 'the journal takes call logs again', { entries_lost: this.#dropped });
        this.#dropped = 0;
      }
    }
    for (const trouble of this.#troubles.values()) this.#raise(trouble, refusalPatienceMs);
    this.#say({ type: 'state', bytes });
  }

  /** A loader is there; null: it is gone, and another will come. */
  useLoader(tell: ((message: ToLoader) => void) | null): void {
    this.#tell = tell;
    if (tell === null) return;
    if (!this.#isRecovered) tell({ type: 'recover', segments: this.#writer.older });
    for (const { segment, sealed } of this.#writer.unloaded) tell({ type: 'grown', segment, sealed });
  }

  /** The loader has ended unasked; another will come, and be told everything again. */
  loaderLost(error: string): void {
    this.useLoader(null);
    const message = 'the thread that brings call logs into the database has ended; it is started again';
    this.#trouble('call_log_loader', message, 0, { error });
  }

  heard(message: Exclude<FromLoader, { readonly type: 'finished' }>): void {
    switch (message.type) {
      case 'ready':
        this.#over('call_log_loader', 'the thread that brings call logs into the database is back', {});
        return;
      case 'loaded':
        this.#deleting = this.#deleting.then(() => this.#writer.loaded(message.number));
        return;
      case 'recovered': {
        this.#isRecovered = true;
        this.#writer.recovered();
        const details = { interrupted_calls: message.interrupted, damaged_bytes: message.damagedBytes };
        this.#note('call logs of an earlier run are in the database', details);
        return;
      }
      case 'damaged':
        this.#say({
          type: 'alarm',
          alarm: {
            code: 'journal_damaged',
            message: 'a part of the journal cannot be read; what is sound is kept',
            details: { segment: message.number, bytes: message.bytes },
          },
        });
        // It happened, and nothing is left to be done about it here.
        this.#say({ type: 'cleared', code: 'journal_damaged' });
        return;
      case 'refused': {
        const said = 'the database does not take call logs; they stay in the journal';
        this.#trouble('call_log_database', said, refusalPatienceMs, { error: message.message });
        return;
      }
      case 'accepted':
        this.#over('call_log_database', 'the database takes call logs again', {});
        return;
      case 'inherited':
        this.#note('closed the call logs of a dead node', { interrupted_calls: message.calls });
    }
  }

  /** Everything told of so far is written and sealed. */
  async flush(): Promise<void> {
    await this.#writer.flush();
  }

  /** What the loader has taken is deleted. */
  async settled(): Promise<void> {
    await this.#deleting;
    await this.#writer.flush();
  }

  #trouble(code: string, message: string, patienceMs: number, details: JournalAlarm['details']): void {
    let trouble = this.#troubles.get(code);
    if (trouble === undefined) {
      trouble = { alarm: { code, message, details }, since: this.#wallTime(), told: false };
      this.#troubles.set(code, trouble);
    }
    this.#raise(trouble, patienceMs);
  }

  #raise(trouble: Trouble, patienceMs: number): void {
    if (trouble.told || this.#wallTime() - trouble.since < patienceMs) return;
    trouble.told = true;
    this.#say({ type: 'alarm', alarm: trouble.alarm });
  }

  #over(code: string, message: string, details: Readonly<Record<string, unknown>>): void {
    const trouble = this.#troubles.get(code);
    this.#troubles.delete(code);
    if (trouble?.told !== true) return;
    this.#say({ type: 'cleared', code });
    this.#note(message, details);
  }

  #note(message: string, details: Readonly<Record<string, unknown>>): void {
    this.#say({ type: 'note', message, details });
  }
}

function splitLines(payloads: Uint8Array): Uint8Array[] {
  // A Buffer finds a byte many times faster than another array of bytes does.
  const bytes = Buffer.from(payloads.buffer, payloads.byteOffset, payloads.length);
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
