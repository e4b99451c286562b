import pino, { type DestinationStream, type Logger } from 'pino';
import { maskLogValue } from './model/logMask';

export interface LogOptions {
  /** As `TRUNKLINE_LOG_LEVEL` names it. */
  readonly level: string;
  readonly numbers: 'full' | 'masked';
  /** The thread that writes, named in every line. */
  readonly thread: 'signalling' | 'provisioning';
  /** Default: the standard output. */
  readonly destination?: DestinationStream;
}

/** The log of one thread: JSON lines, without secrets, and without whole telephone numbers where that is set. */
export function createLog({ level, numbers, thread, destination }: LogOptions): Logger {
  const mask = (value: unknown): unknown => maskLogValue(value, numbers);
  return pino(
    {
      level,
      base: { thread },
      serializers: { err: (error: Error) => mask(pino.stdSerializers.err(error)) },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as readonly unknown[];
          // pino would take the message out of a bare error as it is.
          const given =
            first instanceof Error ? [{ err: first }, ...(rest.length > 0 ? rest : [first.message])] : args;
          method.apply(this, given.map(mask) as typeof args);
        },
      },
    },
    // What the worker says at its end must be out before its thread is gone.
    destination ?? pino.destination({ sync: thread === 'provisioning' }),
  );
}
