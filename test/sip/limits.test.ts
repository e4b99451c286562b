import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { ada, stranger, trunkGroups, useLab, type Lab } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, pause } from '../support/scenario';
import { ringsOrIsFull } from '../support/ringsOrIsFull';
import type { Sipp, SippResult } from '../support/sipp';
import { eventually } from '../support/eventually';

const rings = [callee.receiveInvite(), callee.ring, callee.cancelled];

const heard = (result: { readonly messages: SippResult['messages'] }, status: number): number =>
  new Set(
    result.messages
      .filter((message) => message.direction === 'received' && message.status === status)
      .map((message) => message.header('call-id')),
  ).size;

/** Milliseconds from each INVITE to its refusal. */
const refusalTimes = (result: SippResult): number[] =>
  result.messages
    .filter((message) => message.status === 503)
    .map((refusal) => {
      const invite = result.messages.find(
        (message) => message.method === 'INVITE' && message.header('call-id') === refusal.header('call-id'),
      );
      return refusal.time - (invite?.time ?? 0);
    });

describeWith('sipp', 'limits of trunk groups and enterprises', () => {
  const lab = useLab();

  afterEach(() => lab().apply());

  const burst = { calls: 12, rate: 1000, holdMs: 2000 };

  async function twelveAtOnce(
    direction: 'in' | 'out',
    admitted: number,
    watch: (lab: Lab) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const far = await lab().callee(direction === 'in' ? 'newYork' : 'carrier', rings, { calls: admitted });
    const near =
      direction === 'in'
        ? lab().caller('carrier', stranger, ada.number, ringsOrIsFull, burst)
        : lab().caller('newYork', ada.number, stranger, ringsOrIsFull, burst);
    await eventually(() => {
      expect(heard({ messages: near.messages() }, 180)).toBe(admitted);
      expect(heard({ messages: near.messages() }, 503)).toBe(burst.calls - admitted);
    });
    await watch(lab());
    const result = await near.result();
    expect(result.errors).toBe('');
    expect(result).toMatchObject({ successful: burst.calls, failed: 0, retransmissions: 0 });
    expect(heard(result, 180)).toBe(admitted);
    expect(Math.max(...refusalTimes(result))).toBeLessThan(1000);
    expect(result.messages.filter((message) => message.header('retry-after') !== undefined)).toEqual([]);
    expect(await far.result()).toMatchObject({ successful: admitted, failed: 0 });
  }

  test('max_incoming_calls: 8 of 12 ring, 4 are refused at once; ringing calls count', async () => {
    await lab().apply({ newYork: { max_incoming_calls: 8 } });
    await twelveAtOnce('in', 8, async ({ service }) => {
      const usage = await service.usage(trunkGroups.newYork);
      expect(usage).toMatchObject({ active: 8, incoming: 8, outgoing: 0, rejected: 4 });
      expect(await service.liveCalls()).toHaveLength(8);
    });
  });

  test('max_outgoing_calls', async () => {
    await lab().apply({ newYork: { max_outgoing_calls: 6 } });
    await twelveAtOnce('out', 6, async ({ service }) => {
      expect(await service.usage(trunkGroups.newYork)).toMatchObject({ active: 6, incoming: 0, outgoing: 6 });
    });
  });

  test('max_active_calls of the trunk group', async () => {
    await lab().apply({ newYork: { max_active_calls: 5 } });
    await twelveAtOnce('in', 5);
  });

  test('max_active_calls of the trunk group counts both directions', async () => {
    await lab().apply({ newYork: { max_active_calls: 10, max_incoming_calls: 8, max_outgoing_calls: 6 } });
    const phones = await lab().callee('newYork', rings, { calls: 8 });
    const incoming = lab().caller('carrier', stranger, ada.number, ringsOrIsFull, { ...burst, holdMs: 3000 });
    await eventually(() => expect(heard({ messages: incoming.messages() }, 180)).toBe(8));
    const network = await lab().callee('carrier', rings, { calls: 2 });
    const outgoing = lab().caller('newYork', ada.number, stranger, ringsOrIsFull, { ...burst, holdMs: 1500 });
    await eventually(() => expect(heard({ messages: outgoing.messages() }, 180)).toBe(2));
    const usage = await lab().service.usage(trunkGroups.newYork);
    expect(usage).toMatchObject({ active: 10, incoming: 8, outgoing: 2 });
    for (const end of [incoming, outgoing, phones, network])
      expect(await end.result()).toMatchObject({ failed: 0 });
    expect(heard(await outgoing.result(), 503)).toBe(10);
  });

  test('max_active_calls of the enterprise', async () => {
    await lab().apply({ enterprise: { max_active_calls: 3 } });
    await twelveAtOnce('in', 3);
    await lab().idle();
    await twelveAtOnce('out', 3);
  });

  test('an on-net call takes a lease on each side', async () => {
    await lab().apply({ enterprise: { max_active_calls: 3 } });
    const phones = await lab().callee('boston', rings, { calls: 1 });
    const calls = lab().caller('newYork', ada.number, '1002', ringsOrIsFull, {
      ...burst,
      calls: 3,
      holdMs: 1500,
    });
    await eventually(() => expect(heard({ messages: calls.messages() }, 503)).toBe(2));
    expect(await lab().service.usage(trunkGroups.newYork)).toMatchObject({ active: 1, outgoing: 1 });
    expect(await lab().service.usage(trunkGroups.boston)).toMatchObject({ active: 1, incoming: 1 });
    expect(await calls.result()).toMatchObject({ successful: 3, failed: 0 });
    await phones.result();
  });

  test('an emergency call goes through with every limit full, with the public number', async () => {
    await lab().apply({
      newYork: { max_active_calls: 2, max_incoming_calls: 2, max_outgoing_calls: 2 },
      enterprise: { max_active_calls: 2 },
    });
    const phones = await lab().callee('newYork', rings, { calls: 2 });
    const full = lab().caller('carrier', stranger, ada.number, ringsOrIsFull, {
      ...burst,
      calls: 3,
      holdMs: 4000,
    });
    await eventually(() => expect(heard({ messages: full.messages() }, 180)).toBe(2));
    const answers = [callee.receiveInvite(), callee.answer(), pause(300), callee.hangUp()];
    const centre = await lab().callee('carrier', answers, { calls: 1 });
    const emergency = lab().caller('newYork', ada.extension, '911', [
      ...[caller.invite({ headers: ['Privacy: id'] }), caller.answered(), caller.acknowledge()],
      caller.answerRequest('BYE'),
    ]);
    await eventually(async () => {
      const usage = await lab().service.usage(trunkGroups.newYork);
      expect(usage).toMatchObject({ active: 2, incoming: 2, outgoing: 0, emergency: 1 });
    });
    const placed = await emergency.result();
    expect(placed.errors).toBe('');
    expect(placed).toMatchObject({ successful: 1, failed: 0 });
    const invite = (await centre.result()).messages.find((message) => message.method === 'INVITE');
    expect(invite?.startLine).toContain('sip:911@');
    expect(invite?.header('from')).toContain(`sip:${ada.number}@`);
    for (const end of [full, phones]) expect(await end.result()).toMatchObject({ failed: 0 });
  });

  test('usage equals what the far ends hold, call by call', async () => {
    const answersAndHolds = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];
    const talks = [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()];
    const phones = await lab().callee('newYork', answersAndHolds, { timeoutS: 30 });
    const held = (ends: Sipp): number => {
      const messages = ends.messages();
      const ids = (method: string): Set<string | undefined> =>
        new Set(
          messages.filter((message) => message.method === method).map((message) => message.header('call-id')),
        );
      return ids('INVITE').size - ids('BYE').size;
    };
    const calls = lab().caller('carrier', stranger, ada.number, talks, {
      ...{ calls: 10, rate: 5, holdMs: 2500 },
    });
    let highest = 0;
    for (let sample = 0; sample < 12; sample++) {
      await sleep(330);
      const before = held(phones);
      const usage = await lab().service.usage(trunkGroups.newYork);
      // A call that came or went while the answer was on its way says nothing.
      if (held(phones) !== before) continue;
      highest = Math.max(highest, before);
      expect(usage).toMatchObject({ active: before, incoming: before, outgoing: 0 });
    }
    expect(highest).toBeGreaterThan(5);
    expect(await calls.result()).toMatchObject({ successful: 10, failed: 0 });
    await phones.stop();
  });
});
