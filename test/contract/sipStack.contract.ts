import { afterEach, beforeEach, describe, expect } from '@jest/globals';
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
      const { lab } = bench;
      // A leg that stood until now waits for answers nobody gives, twice over.
      if (bench.giveUp()) await lab.advance(lab.givesUpAfterMs);
      await lab.advance(lab.forgetsAfterMs);
      expect(bench.legs.flatMap(({ violations }) => violations)).toEqual([]);
      expect(bench.legs.filter(({ ends }) => ends.length > 1)).toEqual([]);
      expect(lab.faults).toEqual([]);
      expect(lab.stack.statistics()).toMatchObject({ transactions: 0, dialogs: 0 });
      expect(lab.pendingTimers()).toBe(0);
      await lab.close();
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
