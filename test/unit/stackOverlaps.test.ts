import { describe, expect, test } from '@jest/globals';
import { overlapTable, type Arriving, type PendingOffer } from '../../src/sip/offerOverlap';
import { glareDelay } from '../../src/sip/glare';
import { HeardRequest, type HeardCaller } from '../contract/sipStack/lab';
import { useEmbeddedBench } from '../support/embeddedBench';
import { nextOffer, offer, sdpBody, type RawMessage } from '../support/rawSip';

const body = { ...sdpBody, content: nextOffer };

describe('offers that overlap in one dialog', () => {
  const bench = useEmbeddedBench(null);

  /** Puts one exchange under way; theirs waits for call control, ours for the far end. */
  async function pend(pending: PendingOffer): Promise<{
    caller: HeardCaller;
    invite: RawMessage;
    answer: RawMessage;
  }> {
    const call = await bench.incoming();
    const { peer, lab } = bench.now;
    if (pending === 'ours') call.caller.with((leg) => leg.request('UPDATE', { body }, new HeardRequest()));
    if (pending === 'their_invite') peer.inDialog(call.invite, call.answer, 'INVITE', { body: nextOffer });
    if (pending === 'their_update') peer.inDialog(call.invite, call.answer, 'UPDATE', { body: nextOffer });
    await lab.settle();
    peer.takeAll();
    return call;
  }

  const requests: Readonly<Record<Arriving, readonly [method: string, body: string]>> = {
    invite: ['INVITE', offer],
    update_with_offer: ['UPDATE', nextOffer],
    update_without_offer: ['UPDATE', ''],
  };
  const cases = (Object.keys(overlapTable) as Arriving[]).flatMap((arriving) =>
    (Object.keys(overlapTable[arriving]) as PendingOffer[]).map((pending) => [pending, arriving] as const),
  );

  test.each(cases)('while %s is pending: %s', async (pending, arriving) => {
    const { caller, invite, answer } = await pend(pending);
    const { peer, lab } = bench.now;
    const [method, text] = requests[arriving];
    const heard = caller.requests.length;
    peer.inDialog(invite, answer, method, { cseq: 3, body: text });
    await lab.settle();
    const said = peer.received.slice(-1).filter(({ cseq, isRequest }) => !isRequest && cseq === 3);
    const refused = {
      request_pending: `491 ${method}`,
      retry_later: `500 ${method}`,
      // What changes nothing is answered here; a new offer goes on.
      taken: arriving === 'update_with_offer' ? undefined : `200 ${method}`,
    };
    const expected = overlapTable[arriving][pending];
    expect(said[0]?.kind).toBe(refused[expected]);
    expect(said[0]?.header('Retry-After') ?? '').toBe(expected === 'retry_later' ? '5' : '');
    expect(caller.requests.length).toBe(
      expected === 'taken' && arriving === 'update_with_offer' ? heard + 1 : heard,
    );
    for (const request of caller.requests) request.respond(488, 'Not Acceptable Here', {});
  });

  test.each(['their_invite', 'their_update', 'ours'] as const)(
    'an offer of ours while %s is pending: 491 without a word on the wire, in an UPDATE too',
    async (pending) => {
      const { caller } = await pend(pending);
      const { peer, lab } = bench.now;
      const [update, invite] = [new HeardRequest(), new HeardRequest()];
      caller.with((leg) => {
        leg.request('UPDATE', { body }, update);
        leg.request('INVITE', { body }, invite);
      });
      await lab.settle();
      expect(peer.unread).toEqual([]);
      expect([update.events, invite.events]).toEqual([['final 491 unheard'], ['final 491 unheard']]);
      for (const request of caller.requests) request.respond(488, 'Not Acceptable Here', {});
    },
  );

  test('once the answer is there the next offer passes, whichever way it went', async () => {
    const { caller, invite, answer } = await bench.incoming();
    const { peer, lab } = bench.now;
    for (const [cseq, status] of [
      [2, 488],
      [3, 200],
      [4, 200],
    ] as const) {
      peer.inDialog(invite, answer, 'UPDATE', { cseq, body: `${nextOffer}a=x:${cseq}\r\n` });
      await lab.settle();
      caller.lastRequest().respond(status, 'Whatever', {});
      await lab.settle();
      peer.take(`${status} UPDATE`);
      const heard = new HeardRequest();
      caller.with((leg) => leg.request('UPDATE', { body }, heard));
      await lab.settle();
      peer.respond(peer.take('UPDATE'), status);
      await lab.settle();
      expect(heard.events).toEqual([`final ${status}`]);
    }
    expect(caller.requests).toHaveLength(3);
  });

  test('both send an offer at the same time: each refuses the other’s', async () => {
    const { caller, invite, answer } = await bench.incoming();
    const { peer, lab } = bench.now;
    const heard = new HeardRequest();
    caller.with((leg) => leg.request('INVITE', { body }, heard));
    const theirs = peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    const ours = peer.take('INVITE');
    peer.acknowledge(theirs, peer.take('491 INVITE'));
    peer.respond(ours, 491);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(heard.events).toEqual(['final 491']);
    expect(caller.events).toEqual(['acknowledged']);
  });

  test('a re-INVITE that is passed on is not sent again meanwhile: 100 at once', async () => {
    const { caller, invite, answer } = await bench.incoming();
    const { peer, lab } = bench.now;
    peer.passOver('');
    peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    peer.take('100 INVITE');
    caller.lastRequest().respond(488, 'Not Acceptable Here', {});
  });

  test.each(['INVITE', 'UPDATE'] as const)(
    'they hang up while their %s waits: it is answered 487',
    async (method) => {
      const { invite, answer } = await pend(method === 'INVITE' ? 'their_invite' : 'their_update');
      const { peer, lab } = bench.now;
      peer.inDialog(invite, answer, 'BYE', { cseq: 3 });
      await lab.settle();
      expect([...peer.takeAll()].sort()).toEqual(['200 BYE', `487 ${method}`]);
    },
  );
});

test('the bands of RFC 3261 section 14.1, in steps of 10 ms, do not meet', () => {
  const delays = (ownsCallId: boolean): readonly number[] =>
    [0, 0.25, 0.5, 0.999_999].map((draw) => glareDelay(ownsCallId, () => draw));
  expect(delays(true)).toEqual([2_100, 2_570, 3_050, 4_000]);
  expect(delays(false)).toEqual([0, 500, 1_000, 2_000]);
});
