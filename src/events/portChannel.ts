/** The end of a MessagePort, or of anything that passes structured clones both ways. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What one side may ask and tell the other. */
export interface Protocol {
  readonly requests: object;
  readonly notices: object;
}

interface Exchange {
  readonly ask: unknown;
  readonly answer: unknown;
}

type AskOf<T> = T extends { readonly ask: infer Ask } ? Ask : never;
type AnswerOf<T> = T extends { readonly answer: infer Answer } ? Answer : never;

/** How the other side's requests and notices are met. */
export interface Handlers<Theirs extends Protocol> {
  readonly requests: {
    readonly [Name in keyof Theirs['requests']]: (
      ask: AskOf<Theirs['requests'][Name]>,
    ) => Promise<AnswerOf<Theirs['requests'][Name]>>;
  };
  readonly notices: {
    readonly [Name in keyof Theirs['notices']]: (notice: Theirs['notices'][Name]) => void;
  };
}

type Message =
  | { readonly type: 'request'; readonly id: number; readonly name: string; readonly ask: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
  | { readonly type: 'notice'; readonly name: string; readonly notice: unknown };

/** The other side could not answer, or is gone. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Requests with answers, and notices, over a port between two threads. Messages arrive in the order they were sent, so
 * what is told before an answer is heard before it.
 */
export class PortChannel<Mine extends Protocol, Theirs extends Protocol> {
  readonly #port: Port;
  readonly #handlers: Handlers<Theirs>;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #closed: ChannelError | null = null;

  constructor(port: Port, handlers: Handlers<Theirs>) {
    this.#port = port;
    this.#handlers = handlers;
    port.on('message', (message) => {
      this.#receive(message as Message);
    });
  }

  /** @throws ChannelError when the other side's handler failed or the channel was closed */
  request<Name extends keyof Mine['requests'] & string>(
    name: Name,
    ask: AskOf<Mine['requests'][Name]>,
  ): Promise<AnswerOf<Mine['requests'][Name]>> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#send({ type: 'request', id, name, ask });
    });
  }

  notify<Name extends keyof Mine['notices'] & string>(name: Name, notice: Mine['notices'][Name]): void {
    if (this.#closed === null) this.#send({ type: 'notice', name, notice });
  }

  /** Fails whatever is still waiting for an answer. */
  close(reason: string): void {
    this.#closed ??= new ChannelError(reason);
    for (const { reject } of this.#pending.values()) reject(this.#closed);
    this.#pending.clear();
  }

  #send(message: Message): void {
    this.#port.postMessage(message);
  }

  #receive(message: Message): void {
    switch (message.type) {
      case 'request':
        void this.#answer(message.id, message.name, message.ask);
        return;
      case 'answer':
        this.#take(message.id)?.resolve(message.answer);
        return;
      case 'failure':
        this.#take(message.id)?.reject(new ChannelError(message.message));
        return;
      case 'notice':
        handlerOf(this.#handlers.notices, message.name)?.(message.notice);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  async #answer(id: number, name: string, ask: unknown): Promise<void> {
    try {
      const handler = handlerOf(this.#handlers.requests, name);
      if (handler === undefined) throw new ChannelError(`nobody answers ${name}`);
      const answer = await handler(ask);
      this.#send({ type: 'answer', id, answer });
    } catch (error) {
      this.#send({ type: 'failure', id, message: error instanceof Error ? error.message : String(error) });
    }
  }
}

const handlerOf = (handlers: object, name: string): ((content: unknown) => unknown) | undefined =>
  Object.hasOwn(handlers, name) ? (Reflect.get(handlers, name) as (content: unknown) => unknown) : undefined;

/** A request of a protocol: what is asked and what is answered. */
export interface Question<Ask, Answer> extends Exchange {
  readonly ask: Ask;
  readonly answer: Answer;
}
