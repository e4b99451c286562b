import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StackCapability } from '../../src/sip/stack';
import { Bench, type SipStackLab } from './sipStack/lab';
import type { Needing } from './sipStack/needing';
import { cancelCases } from './sipStack/cancel.cases';
import { dialogCases } from './sipStack/dialog.cases';
import { forkCases } from './sipStack/fork.cases';
import { incomingCallCases } from './sipStack/incomingCall.cases';
import { messageCases } from './sipStack/message.cases';
import { midCallCases } from './sipStack/midCall.cases';
import { outgoingCallCases } from './sipStack/outgoingCall.cases';
import { refusalCases } from './sipStack/refusal.cases';
import { reinviteCases } from './sipStack/reinvite.cases';
import { reliableProvisionalCases } from './sipStack/reliableProvisional.cases';
import { routeCases } from './sipStack/route.cases';

/** A group that needs a capability as a whole, or one whose cases say for themselves what they need. */
const groups: readonly {
  readonly name: string;
  readonly needs?: StackCapability;
  readonly cases: (bench: () => Bench, needing: Needing) => void;
}[] = [
  { name: 'incoming call', cases: incomingCallCases },
  { name: 'outgoing call', cases: outgoingCallCases },
  { name: 'cancel', cases: cancelCases },
  { name: 'end of a call', cases: dialogCases },
  { name: 're-INVITE', cases: reinviteCases },
  { name: 'request inside the dialog', cases: midCallCases },
  { name: 'reliable provisional response', needs: 'messages', cases: reliableProvisionalCases },
  { name: 'fork', needs: 'messages', cases: forkCases },
  { name: 'refusal', needs: 'messages', cases: refusalCases },
  { name: 'route', needs: 'messages', cases: routeCases },
  { name: 'message', needs: 'messages', cases: messageCases },
];

/**
 * Runs over every implementation of the SIP seam. Cases that need what a stack `lacks` are skipped, their need in their
 * name; the stack has to declare just that.
 */
export function sipStackContract(
  name: string,
  lacks: readonly StackCapability[],
  makeLab: () => Promise<SipStackLab>,
): void {
  const needing: Needing = (capability) => (lacks.includes(capability) ? test.skip : test);

  describe(`SIP stack: ${name}`, () => {
    let current: Bench | null = null;

    beforeEach(async () => {
      current = new Bench(await makeLab());
      await current.lab.stack.start(current.handler);
      // A server has to hear first what it is to pass on.
      await current.lab.settle();
    });

    afterEach(async () => {
      const bench = current;
      current = null;
      if (bench === null) throw new Error('no bench');
      await bench.end();
    });

    const bench = (): Bench => {
      if (current === null) throw new Error('no bench');
      return current;
    };

    test('it declares what it lacks, and nothing else', () => {
      const tags = ['messages', 'silence', 'trying', 'early_requests', 'reinvite_progress'] as const;
      const { capabilities } = bench().lab.stack;
      expect(tags.filter((tag) => !capabilities.has(tag))).toEqual(lacks);
    });

    for (const group of groups) {
      const isLacking = group.needs !== undefined && lacks.includes(group.needs);
      const describeHere = isLacking ? describe.skip : describe;
      describeHere(isLacking ? `${group.name} (needs ${group.needs})` : group.name, () => {
        group.cases(bench, needing);
      });
    }
  });
}
