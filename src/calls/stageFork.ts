import type { CallFork, CallRoute } from '../decision/decision';
import { stageFailure, stageFailureOf, type BranchResult } from '../decision/stageResult';
import { TimerNode } from '../model/timerWheel';
import { confirmingMs } from './attempt';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import type { Chain, ChainOwner, RoutedCall, Stage } from './routedCall';

/** A branch, and how it ended; null: it is still looking for somebody. */
interface Branch {
  readonly chain: Chain;
  readonly own: boolean;
  answer: CallerAnswer | null;
}

/**
 * A stage of a user's ringing: its branches look for somebody who answers, each along a chain of its own, all together.
 *
 *     ringing    at least one branch has not ended; from the first 18x of any of them the timer runs
 *     over       all have ended, or the timer has, or the caller stops it: those left are cancelled and count as not answered; the chain that
 *                the stage is a part of goes on
 *     stopped    somebody has answered, or the call has ended: nothing more is heard of it
 */
export class StageFork extends TimerNode implements Stage {
  /** The chain that rings the stage. */
  readonly chain: Chain;
  readonly #call: RoutedCall;
  readonly #ringMs: number;
  readonly #branches: readonly Branch[];
  #state: 'starting' | 'ringing' | 'over' | 'stopped' = 'starting';
  #rings = false;

  constructor(
    call: RoutedCall,
    chain: Chain,
    { branches, ringMs }: CallFork,
    newChain: (route: CallRoute, owner: ChainOwner) => Chain,
  ) {
    super();
    this.chain = chain;
    this.#call = call;
    this.#ringMs = ringMs;
    this.#branches = branches.map(({ route, own }, index) => {
      const owner: ChainOwner = {
        stage: this,
        holds: (number) => chain.holds(number),
        keep: (lease) => {
          chain.keep(lease);
        },
        rang: () => {
          this.#rang();
        },
        nothingLeft: (answer) => {
          this.#ended(index, answer);
        },
      };
      return { chain: newChain(route, owner), own, answer: null };
    });
  }

  /** Whether it is that stage, or rung within it. */
  isWithin(stage: Stage): boolean {
    return this === stage || this.chain.stage?.isWithin(stage) === true;
  }

  start(): void {
    for (const { chain } of this.#branches) {
      if (this.#state === 'starting') chain.start();
    }
    if (this.#state !== 'starting') return;
    this.#state = 'ringing';
    this.#settle();
  }

  /** The branches stop looking; what they try is the call's to cancel. */
  stop(): void {
    this.#state = 'stopped';
    this.#call.attempts.unschedule(this);
    for (const { chain } of this.#branches) chain.stop();
  }

  /** Nobody has answered in time. */
  override onTimer(): void {
    if (this.#state !== 'ringing') return;
    if (this.#call.isConfirmingWithin(this)) {
      this.#call.attempts.schedule(this, confirmingMs);
      return;
    }
    this.giveUp(`nobody has answered within ${this.#ringMs / 1000} s`);
  }

  /** Has no more places of a sequence rung within it; null: none is rung that the caller may stop. */
  sequenceStop(): (() => void) | null {
    for (const { chain, answer } of this.#branches) {
      const stop = answer === null ? chain.sequenceStop() : null;
      if (stop !== null) return stop;
    }
    return null;
  }

  /** Those that have not ended count as not answered; `why`: for the trace. */
  giveUp(why: string): void {
    if (this.#state !== 'ringing') return;
    this.#state = 'over';
    this.#call.attempts.unschedule(this);
    this.chain.note('ring', why, false);
    const left = this.#branches.filter(({ answer }) => answer === null);
    for (const branch of left) {
      branch.chain.stop();
      branch.answer = ownAnswer('no_answer');
    }
    this.#call.giveUpWithin(this);
    this.#conclude();
  }

  #rang(): void {
    this.chain.rang();
    if (this.#rings) return;
    this.#rings = true;
    this.#call.attempts.schedule(this, this.#ringMs);
  }

  #ended(index: number, answer: CallerAnswer): void {
    const branch = this.#branches[index];
    if (branch?.answer !== null) return;
    branch.answer = answer;
    branch.chain.stop();
    if (this.#state === 'ringing') this.#settle();
  }

  #settle(): void {
    if (this.#branches.some(({ answer }) => answer === null)) return;
    this.#state = 'over';
    this.#call.attempts.unschedule(this);
    this.#conclude();
  }

  #conclude(): void {
    const ends = this.#branches.flatMap(({ own, answer }) => (answer === null ? [] : [{ own, answer }]));
    const results = ends.map(({ own, answer: { failure } }): BranchResult => ({ own, failure }));
    const failure = stageFailure(results);
    const telling = ends.filter(({ answer }) => stageFailureOf(answer.failure) === failure);
    const told = telling.find(({ own }) => own) ?? telling[0];
    this.chain.stageOver(results, told?.answer ?? ownAnswer('not_reachable'));
  }
}
