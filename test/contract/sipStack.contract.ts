import { afterEach, beforeEach, describe } from '@jest/globals';
import { Bench, type SipStackLab } from './sipStack/lab';
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

/** What a stack does itself; one over a server leaves messages, forks and routes to that. */
const groups: readonly {
  readonly name: string;
  readonly needs: 'calls' | 'messages';
  readonly cases: (bench: () => Bench) => void;
}[] = [
  { name: 'incoming call', needs: 'calls', cases: incomingCallCases },
  { name: 'outgoing call', needs: 'calls', cases: outgoingCallCases },
  { name: 'cancel', needs: 'calls', cases: cancelCases },
  { name: 'end of a call', needs: 'calls', cases: dialogCases },
  { name: 're-INVITE', needs: 'calls', cases: reinviteCases },
  { name: 'request inside the dialog', needs: 'calls', cases: midCallCases },
  { name: 'reliable provisional response', needs: 'messages', cases: reliableProvisionalCases },
  { name: 'fork', needs: 'messages', cases: forkCases },
  { name: 'refusal', needs: 'messages', cases: refusalCases },
  { name: 'route', needs: 'messages', cases: routeCases },
  { name: 'message', needs: 'messages', cases: messageCases },
];

/** Runs over every implementation of the SIP seam; `composes`: the stack itself reads and writes the messages. */
export function sipStackContract(name: string, composes: boolean, makeLab: () => Promise<SipStackLab>): void {
  describe(`SIP stack: ${name}`, () => {
    let current: Bench | null = null;

    beforeEach(async () => {
      current = new Bench(await makeLab());
      await current.lab.stack.start(current.handler);
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

    for (const group of groups) {
      if (composes || group.needs === 'calls') describe(group.name, () => group.cases(bench));
    }
  });
}
