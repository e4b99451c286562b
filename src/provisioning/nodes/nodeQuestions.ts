import type { Subscription } from '../../events/eventBus';
import type { NodeBus } from '../../events/nodeBus';
import type { NodeEvents } from '../../events/nodeEvents';
import type { Question } from '../../events/portChannel';
import type { WorkerMessages } from '../../events/workerProtocol';
import type { NodeSelf } from './nodeList';

/** What one node may ask the others: what the worker may ask its own signalling thread, and how it is. */
export type NodeQuestions = Pick<
  WorkerMessages['requests'],
  'listCalls' | 'readCall' | 'readMessages' | 'endCall'
> & {
  describeNode: Question<null, NodeSelf>;
};
export type NodeAnswerers = {
  readonly [Name in keyof NodeQuestions]: (
    ask: NodeQuestions[Name]['ask'],
  ) => Promise<NodeQuestions[Name]['answer']>;
};

export interface NodeAnswers<Answer> {
  readonly answers: readonly Answer[];
  /** Nodes that did not answer in time, or could not. */
  readonly silent: number;
}

interface Waiting {
  readonly missing: Set<string>;
  readonly answers: unknown[];
  readonly isEnough: (answer: unknown) => boolean;
  readonly done: () => void;
}

/** Asks all other nodes, and answers what they ask; over the bus between nodes. */
export class NodeQuestionnaire {
  readonly #bus: NodeBus<NodeEvents>;
  readonly #answerers: NodeAnswerers;
  readonly #patienceMs: number;
  readonly #onFault: (error: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(
    bus: NodeBus<NodeEvents>,
    answerers: NodeAnswerers,
    patienceMs: number,
    onFault: (error: unknown) => void,
  ) {
    this.#bus = bus;
    this.#answerers = answerers;
    this.#patienceMs = patienceMs;
    this.#onFault = onFault;
  }

  static async start(
    bus: NodeBus<NodeEvents>,
    answerers: NodeAnswerers,
    patienceMs: number,
    onFault: (error: unknown) => void,
  ): Promise<NodeQuestionnaire> {
    const questionnaire = new NodeQuestionnaire(bus, answerers, patienceMs, onFault);
    await questionnaire.#listen();
    return questionnaire;
  }

  /** Resolves when all others have answered, one of them with an answer that is enough, or the time is over. */
  async ask<Name extends keyof NodeQuestions>(
    name: Name,
    ask: NodeQuestions[Name]['ask'],
    isEnough: (answer: NodeQuestions[Name]['answer']) => boolean = () => false,
  ): Promise<NodeAnswers<NodeQuestions[Name]['answer']>> {
    const others = this.#bus.others();
    if (others.length === 0) return { answers: [], silent: 0 };
    this.#lastId += 1;
    const id = this.#lastId;
    const missing = new Set(others);
    const answers: unknown[] = [];
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, this.#patienceMs);
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      const enough = isEnough as (answer: unknown) => boolean;
      this.#waiting.set(id, { missing, answers, isEnough: enough, done });
      this.#bus.publish('question', { from: this.#bus.node, id, name, ask });
    });
    this.#waiting.delete(id);
    return { answers: answers as NodeQuestions[Name]['answer'][], silent: missing.size };
  }

  async #listen(): Promise<void> {
    // What is lost is a node that does not answer.
    const gap = (): void => undefined;
    const subscriptions: Promise<Subscription>[] = [
      this.#bus.subscribe('question', {
        event: (question) => {
          this.#answer(question).catch(this.#onFault);
        },
        gap,
      }),
      this.#bus.subscribe('answer', { event: (answer) => this.#take(answer), gap }),
    ];
    await Promise.all(subscriptions);
    this.#bus.followNodes({
      joined: () => undefined,
      gone: (node) => {
        // Its calls are gone with it: nothing is missed.
        for (const waiting of this.#waiting.values()) settle(waiting, node);
      },
    });
  }

  async #answer({ from, id, name, ask }: NodeEvents['question']): Promise<void> {
    if (from === this.#bus.node || !Object.hasOwn(this.#answerers, name)) return;
    const answerer = this.#answerers[name as keyof NodeQuestions] as (ask: unknown) => Promise<unknown>;
    const answer = await answerer(ask);
    this.#bus.publish('answer', { from: this.#bus.node, to: from, id, answer });
  }

  #take({ from, to, id, answer }: NodeEvents['answer']): void {
    const waiting = to === this.#bus.node ? this.#waiting.get(id) : undefined;
    if (waiting?.missing.has(from) !== true) return;
    waiting.answers.push(answer);
    if (waiting.isEnough(answer)) waiting.done();
    settle(waiting, from);
  }
}

function settle({ missing, done }: Waiting, node: string): void {
  if (missing.delete(node) && missing.size === 0) done();
}
