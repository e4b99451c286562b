import type { Clock } from '../../../model/ports';
import { statusOf } from './ledgerSteps';
import type { ScriptConnection } from '../../redis/scriptConnection';
import { ScriptLine } from '../../redis/scriptLine';

export interface ScriptSessionPorts {
  readonly connection: ScriptConnection;
  readonly clock: Clock;
  /** Of this life of the process; no other node ever has it. */
  readonly nodeId: string;
}

export interface SessionListener {
  /** All that was asked has been answered, or has failed. */
  idle(): void;
  /** A question failed: nobody knows whether it was taken. */
  broken(reason: string): void;
  /** Redis was emptied, and not all nodes have told what they hold. */
  restoring(): void;
  /** Redis was emptied, or took this node for dead: it is to be joined again. */
  parted(): void;
}

/** A step of the script and its arguments. */
export type Step = readonly [name: string, ...args: (string | number)[]];

/** What this node asks of the ledger's script, and under which name it is known there (see `ledgerScript.ts`). */
export class ScriptSession {
  readonly #ports: ScriptSessionPorts;
  readonly #on: SessionListener;
  #line: ScriptLine;
  #joins = 0;
  /** Another one each time Redis took this node for dead. */
  #incarnation = 0;
  #epoch = '';
  #isJoined = false;

  constructor(ports: ScriptSessionPorts, on: SessionListener) {
    this.#ports = ports;
    this.#on = on;
    this.#line = this.#newLine();
  }

  /** Whether Redis has told what it holds of this node, and has heard of none of it being void since. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  get isIdle(): boolean {
    return this.#line.isIdle;
  }

  /** How long the oldest question has waited, in milliseconds. */
  waitedMs(): number {
    return this.#line.waitedMs();
  }

  /** There is a new connection. */
  reconnect(): void {
    this.#line.abandon();
    this.#line = this.#newLine();
  }

  /** The connection is of no use any more: what was asked has failed. */
  leave(): void {
    this.#isJoined = false;
    this.#line.abandon();
  }

  /**
   * Says that this node is there. `joined` hears which of its leases Redis holds, and whether that was emptied meanwhile.
   * `others`, `nodes`: whom this node knows of, and how many there were when it last counted with them.
   */
  join(
    others: readonly string[],
    nodes: number,
    joined: (held: readonly string[], isEmptied: boolean) => void,
  ): void {
    this.#isJoined = false;
    this.#joins += 1;
    const { nodeId } = this.#ports;
    const token = `${nodeId}.${this.#joins}`;
    this.#line.ask(['join', this.#owner, '', nodeId, token, JSON.stringify(others), nodes], (answer) => {
      if (statusOf(answer) !== 'ok') {
        this.#incarnation += 1;
        this.#on.parted();
        return;
      }
      const [, epoch, held] = answer as [string, string, string[]];
      const isEmptied = epoch !== this.#epoch;
      this.#epoch = epoch;
      this.#isJoined = true;
      joined(held, isEmptied);
    });
  }

  /** A step of the script; `answered` hears of it where it was taken, else `failed`. */
  step(
    [name, ...args]: Step,
    answered: (answer: unknown) => void = () => undefined,
    failed: () => void = () => undefined,
  ): void {
    this.#line.ask(
      [name, this.#owner, this.#epoch, ...args],
      (answer) => {
        const status = statusOf(answer);
        if (status === 'ok' || status === 'lenders' || status === 'stale') {
          answered(answer);
          return;
        }
        if (status === 'restoring') this.#on.restoring();
        else if (this.#isJoined) {
          if (status === 'gone') this.#incarnation += 1;
          this.#on.parted();
        }
        failed();
      },
      failed,
    );
  }

  get #owner(): string {
    return `${this.#ports.nodeId}/${this.#incarnation}`;
  }

  #newLine(): ScriptLine {
    return new ScriptLine(this.#ports.connection, this.#ports.clock, {
      idle: () => {
        this.#on.idle();
      },
      broken: (error) => {
        this.#on.broken(error instanceof Error ? error.message : String(error));
      },
    });
  }
}
