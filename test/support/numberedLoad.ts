import { expect } from '@jest/globals';
import * as callee from './callee';
import * as caller from './caller';
import { callLogs } from './callLogs';
import { eventually } from './eventually';
import { ada, stranger, type Lab } from './lab';
import { pause } from './scenario';
import type { Sipp, SippResult } from './sipp';

const talkMs = 400;
/** No number comes twice in a test file. */
let nextNumber = 5_550_000;

const field = (steps: readonly string[], key: string): string[] =>
  steps.map((step) => step.replaceAll(`[${key}]`, '[field0]'));

const answers = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];
const places = [caller.invite(), caller.answered(), caller.acknowledge(), pause(talkMs), caller.hangUp()];

interface LoadEnds {
  readonly callee: Sipp;
  readonly caller: Sipp;
  readonly numbers: readonly string[];
}

/**
 * Calls at a steady rate, half of them in to Ada and half of them out from her, each with a number of its own on the
 * public side, so that each is found again in the call log.
 */
export class NumberedLoad {
  readonly #lab: Lab;
  readonly #ends: readonly LoadEnds[];

  private constructor(lab: Lab, ends: readonly LoadEnds[]) {
    this.#lab = lab;
    this.#ends = ends;
  }

  /** @param rate calls a second, in and out together */
  static async start(lab: Lab, rate: number, seconds: number): Promise<NumberedLoad> {
    const calls = Math.round((rate * seconds) / 2);
    const options = { rate: rate / 2, calls, timeoutS: seconds + 40, trace: false };
    const numbers = (): string[] => Array.from({ length: calls }, () => `+1312${nextNumber++}`);
    const [incoming, outgoing] = [numbers(), numbers()];
    const lines = (all: readonly string[]): string[][] => all.map((number) => [number]);
    return new NumberedLoad(lab, [
      {
        callee: await lab.callee('newYork', answers, { trace: false, timeoutS: seconds + 60 }),
        caller: lab.caller('carrier', stranger, ada.number, field(places, 'calling'), {
          ...options,
          fields: lines(incoming),
        }),
        numbers: incoming,
      },
      {
        callee: await lab.callee('carrier', answers, { trace: false, timeoutS: seconds + 60 }),
        caller: lab.caller('newYork', ada.number, stranger, field(places, 'called'), {
          ...options,
          fields: lines(outgoing),
        }),
        numbers: outgoing,
      },
    ]);
  }

  /** Waits for the last call; every one of them was answered and hung up, and nothing had to be sent twice. */
  async expectUndisturbed(): Promise<void> {
    for (const { callee: far, caller: near, numbers } of this.#ends) {
      const calling: SippResult = await near.result();
      expect(calling).toMatchObject({
        exitCode: 0,
        successful: numbers.length,
        failed: 0,
        retransmissions: 0,
      });
      expect(await far.stop(3000)).toMatchObject({ failed: 0, retransmissions: 0 });
    }
  }

  /** Each call has one call log, and it says what happened; `others` calls of these numbers' kind have theirs, too. */
  async expectLogged(patienceMs = 10_000): Promise<void> {
    const expected = this.#ends.flatMap(({ numbers }) => numbers).sort();
    await eventually(async () => {
      const logs = await callLogs(this.#lab.service, 'user=' + encodeURIComponent(await this.#adaId()));
      const seen = logs.map((log) =>
        log.direction === 'originating' ? log.called_number : log.calling_number,
      );
      const wanted = new Set(expected);
      expect(seen.filter((number) => wanted.has(number)).sort()).toEqual(expected);
      for (const log of logs) {
        if (!wanted.has(log.direction === 'originating' ? log.called_number : log.calling_number)) continue;
        expect(log).toMatchObject({ outcome: 'answered', sip_code: 200, q850_cause: 16, ended_by: 'caller' });
        expect(log.duration_ms).toBeGreaterThan(talkMs / 2);
        expect(log.attempts).toHaveLength(1);
      }
    }, patienceMs);
  }

  async #adaId(): Promise<string> {
    const page = (await this.#lab.service.get(`/api/v1/users?extension=${ada.extension}`)) as {
      items: readonly { readonly id: string }[];
    };
    return page.items[0]?.id ?? '';
  }
}
