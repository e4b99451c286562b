import { failures, type FailureDefinition } from '../model/outcome';
import type { CallObserver } from './callPorts';
import type { ObservedCall } from './callRecord';

type Level = FailureDefinition['level'];

/** What the lines are written to; a pino logger is one. */
export type ClosingLog = Readonly<Record<Level, (fields: object, message: string) => void>> & {
  isLevelEnabled(level: string): boolean;
};

/** One line a call at its end: at debug level, a failed call at the level of its failure class (model/outcome.ts). */
export class ClosingLine implements CallObserver {
  readonly #log: ClosingLog;

  constructor(log: ClosingLog) {
    this.#log = log;
  }

  opened(): void {
    // The line is written at the end, when there is something to say.
  }

  changed(): void {
    // Nor for what happens in between.
  }

  closed(call: ObservedCall): void {
    const { failure } = call.end();
    const level: Level = failure === null ? 'debug' : failures[failure].level;
    if (!this.#log.isLevelEnabled(level)) return;
    const record = call.record();
    this.#log[level](
      {
        call: record.id,
        outcome: record.outcome,
        ...(failure === null ? {} : { failure }),
        sip_code: record.sipCode,
        q850_cause: record.q850Cause,
        ended_by: record.endedBy,
        direction: record.direction,
        calling_number: record.callingNumber,
        called_number: record.calledNumber,
        trunk_group: record.trunkGroup?.id ?? null,
        tried: record.attempts.map(({ destination, sipCode }) => `${destination.name} ${sipCode ?? '-'}`),
        duration_ms: record.durationMs,
      },
      'call closed',
    );
  }
}
