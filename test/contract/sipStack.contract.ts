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

/** Runs over every implementation of the SIP seam. */
export function sipStackContract(name: string, makeLab: () => Promise<SipStackLab>): void {
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

    describe('incoming call', () => incomingCallCases(bench));
    describe('outgoing call', () => outgoingCallCases(bench));
    describe('cancel', () => cancelCases(bench));
    describe('end of a call', () => dialogCases(bench));
    describe('re-INVITE', () => reinviteCases(bench));
    describe('request inside the dialog', () => midCallCases(bench));
    describe('reliable provisional response', () => reliableProvisionalCases(bench));
    describe('fork', () => forkCases(bench));
    describe('refusal', () => refusalCases(bench));
    describe('route', () => routeCases(bench));
    describe('message', () => messageCases(bench));
  });
}
