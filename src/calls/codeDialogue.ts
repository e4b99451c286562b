import type { Collected } from '../media/digitCollector';
import type { MediaSession } from '../media/mediaSession';
import type { Program } from '../media/program';
import type { Clock } from '../model/ports';
import type { CodeQuestion } from './codeQuestion';

/** What a caller has keyed in, by the rule that asked for it. */
export type KeyedIn = Readonly<
  Partial<
    Record<
      CodeQuestion['rule'],
      {
        readonly digits: string;
        /** What the call log may say of them. */
        readonly logged: string;
      }
    >
  >
>;

/** Whoever has a caller asked. */
export interface DialogueOwner {
  note(rule: string, result: string): void;
  /** Everything was keyed in right. */
  answered(keyedIn: KeyedIn): void;
  /** It was not: wrong too often, nothing, or not in time. */
  failed(): void;
}

/** All that is asked of one caller takes no longer (feature B8). */
const longestMs = 60_000;

/**
 * Asks a caller for codes, one question after the other. Each ends with `#`, at its full length, or after 3 s of silence
 * (design.md section 5). A wrong entry may be put right as often as the question allows; who keys in nothing hears the
 * prompt once more.
 *
 *     idle       nothing is asked
 *     asking     a prompt plays or digits come
 *     over       stopped: what still comes changes nothing
 */
export class CodeDialogue {
  readonly #clock: Clock;
  readonly #session: Pick<MediaSession, 'play' | 'collect'>;
  readonly #owner: DialogueOwner;
  readonly #deadline: number;
  #state: 'idle' | 'asking' | 'over' = 'idle';
  #questions: readonly CodeQuestion[] = [];
  #keyedIn: KeyedIn = {};
  #wrong = 0;
  #wasSilent = false;

  constructor(clock: Clock, session: Pick<MediaSession, 'play' | 'collect'>, owner: DialogueOwner) {
    this.#clock = clock;
    this.#session = session;
    this.#owner = owner;
    this.#deadline = clock.now() + longestMs;
  }

  /** Asks these; the time for the whole goes on from the first that were asked. */
  ask(questions: readonly CodeQuestion[]): void {
    if (this.#state !== 'idle') return;
    this.#state = 'asking';
    this.#questions = questions;
    this.#begin();
  }

  stop(): void {
    this.#state = 'over';
  }

  /** The next question, or the end of them. */
  #begin(): void {
    const question = this.#questions[0];
    if (question === undefined) {
      this.#state = 'idle';
      this.#owner.answered(this.#keyedIn);
      return;
    }
    this.#wrong = 0;
    this.#wasSilent = false;
    this.#owner.note(question.rule, 'asked for');
    this.#prompt(question, question.prompt);
  }

  #prompt(question: CodeQuestion, program: Program): void {
    const left = this.#deadline - this.#clock.now();
    if (left <= 0) {
      this.#fail(question, 'nothing right within a minute');
      return;
    }
    this.#session.play(program, {}, () => undefined);
    this.#session.collect(
      {
        maxDigits: question.mostDigits,
        terminator: '#',
        firstDigitMs: question.firstDigitMs,
        totalMs: left,
        bargeIn: true,
      },
      (collected) => {
        if (this.#state === 'asking') this.#collected(question, collected);
      },
    );
  }

  #collected(question: CodeQuestion, { digits, end }: Collected): void {
    switch (end) {
      case 'closed':
        // The session tells its owner of its end.
        return;
      case 'timeout':
        this.#fail(question, 'nothing right within a minute');
        return;
      case 'silence':
      case 'terminator':
      case 'length':
        if (question.isRight(digits)) this.#right(question, digits);
        else if (digits === '' && end === 'silence') this.#silent(question);
        else this.#notRight(question);
        return;
      default:
        end satisfies never;
    }
  }

  #right(question: CodeQuestion, digits: string): void {
    this.#owner.note(question.rule, `${question.shown(digits)} keyed in`);
    this.#keyedIn = {
      ...this.#keyedIn,
      [question.rule]: { digits, logged: question.logged(digits) },
    };
    this.#questions = this.#questions.slice(1);
    this.#begin();
  }

  #silent(question: CodeQuestion): void {
    if (this.#wasSilent) {
      this.#fail(question, 'nothing was keyed in, twice');
      return;
    }
    this.#wasSilent = true;
    this.#owner.note(question.rule, 'nothing was keyed in: asked for once more');
    this.#prompt(question, question.prompt);
  }

  #notRight(question: CodeQuestion): void {
    this.#wrong += 1;
    if (this.#wrong >= question.attempts) {
      this.#fail(question, 'keyed in wrong, no attempt is left');
      return;
    }
    this.#owner.note(question.rule, 'keyed in wrong: asked for once more');
    this.#prompt(question, [{ prompt: 'code-invalid' }, ...question.prompt]);
  }

  #fail(question: CodeQuestion, result: string): void {
    this.#state = 'over';
    this.#owner.note(question.rule, result);
    this.#owner.failed();
  }
}
