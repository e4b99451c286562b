import { beforeEach, describe, expect, test } from '@jest/globals';
import { sessionTimerTable } from '../../src/sip/embedded/dialog/sessionTimer';
import { type Bench, type HeardCaller, HeardRequest, type HeardTarget } from '../contract/sipStack/lab';
import { useEmbeddedBench } from '../support/embeddedBench';
import { nextOffer, offer, sdpBody, type RequestParts } from '../support/rawSip';

const timer = 'Supported: timer\r\n';
const allowsUpdate = 'Allow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n';

const embedded = useEmbeddedBench({ expires: 1_800, minimum: 90 });
const bench = (): Bench => embedded.now;

describe('a call that comes in', () => {
  test.each([
    ['', ''],
    [timer, '1800;refresher=uac'],
    [`${timer}Session-Expires: 600\r\n`, '600;refresher=uac'],
    [`${timer}Session-Expires: 600;refresher=uas\r\n`, '600;refresher=uas'],
    ['x: 600\r\n', '600;refresher=uas'],
    [`${timer}Session-Expires: 86400\r\nMin-SE: 90\r\n`, '1800;refresher=uac'],
  ])('%j is answered with Session-Expires %j', async (headers, expected) => {
    const { answer } = await embedded.incoming(headers);
    expect(answer.header('Session-Expires')).toBe(expected);
    expect(answer.all('Require')).toEqual(headers.includes('timer') ? ['timer'] : []);
    // What is left of the INVITE's transaction is over by then.
    await bench().lab.advance(33_000);
    expect(bench().lab.pendingTimers()).toBe(expected === '' ? 0 : 1);
  });

  test('too short: 422 with Min-SE, and no call', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE', { headers: `${timer}Session-Expires: 89\r\n` });
    await lab.settle();
    expect(peer.take('422 INVITE').header('Min-SE')).toBe('90');
    expect(handler.callers).toEqual([]);
  });

  test.each(['INVITE', 'UPDATE'])(
    'too short in a later %s: 422, and the session stays as it was',
    async (method) => {
      const { peer, lab } = bench();
      const { caller, invite, answer } = await embedded.incoming(`${timer}Session-Expires: 300\r\n`);
      peer.inDialog(invite, answer, method, { headers: `${timer}Session-Expires: 80\r\n` });
      await lab.settle();
      const refused = peer.take(`422 ${method}`);
      expect(refused.header('Min-SE')).toBe('90');
      await lab.advance(267_000);
      expect(caller.events.at(-1)).toBe('acknowledged');
      await lab.advance(2_000);
      expect(caller.events.at(-1)).toBe('ended session_expired');
    },
  );

  test('the far end goes silent: BYE 32 s before the expiry, and the listener hears why', async () => {
    const { peer, lab } = bench();
    const { caller } = await embedded.incoming(`${timer}Session-Expires: 600;refresher=uac\r\n`);
    await lab.advance(567_900);
    expect(peer.unread).toEqual([]);
    await lab.advance(200);
    expect(caller.events).toEqual(['acknowledged', 'ended session_expired']);
    const bye = peer.take('BYE');
    expect(bye.header('Reason')).toBe('SIP;cause=408;text="Session expired"');
    peer.respond(bye, 200);
  });

  test('a short session is given a third of it instead', async () => {
    await embedded.begin({ expires: 60, minimum: 2 });
    const { caller } = await embedded.incoming(`${timer}Session-Expires: 6;refresher=uac\r\n`);
    await bench().lab.advance(3_900);
    expect(caller.events).toEqual(['acknowledged']);
    await bench().lab.advance(200);
    expect(caller.events).toEqual(['acknowledged', 'ended session_expired']);
  });

  const refresh: Readonly<Record<string, RequestParts>> = {
    UPDATE: { headers: `${timer}Session-Expires: 600;refresher=uac\r\n` },
    INVITE: {
      headers: `${timer}Session-Expires: 600;refresher=uac\r\nContent-Type: application/sdp\r\n`,
      body: offer,
    },
  };

  test.each(['UPDATE', 'INVITE'])('their %s refreshes, and nobody above hears of it', async (method) => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await embedded.incoming(
      `${timer}Session-Expires: 600;refresher=uac\r\n`,
    );
    for (let turn = 2; turn < 5; turn += 1) {
      await lab.advance(300_000);
      const again = peer.inDialog(invite, answer, method, { ...refresh[method], cseq: turn });
      await lab.settle();
      const accepted = peer.take(`200 ${method}`);
      expect(accepted.header('Session-Expires')).toBe('600;refresher=uac');
      // The same description, version of `o=` included (RFC 3264 section 8).
      expect(accepted.body).toBe(method === 'INVITE' ? answer.body : '');
      if (method === 'INVITE') peer.acknowledge(again, accepted);
    }
    await lab.settle();
    expect(caller.events).toEqual(['acknowledged']);
  });

  test('a refresh without a timer ends it: the call goes on', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await embedded.incoming(
      `${timer}Session-Expires: 600;refresher=uac\r\n`,
    );
    peer.inDialog(invite, answer, 'UPDATE');
    await lab.settle();
    expect(peer.take('200 UPDATE').header('Session-Expires')).toBe('');
    await lab.advance(700_000);
    expect(caller.events).toEqual(['acknowledged']);
  });

  test('a new description goes on to the call, and its answer agrees to the timer', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await embedded.incoming(
      `${timer}Session-Expires: 600;refresher=uac\r\n`,
    );
    await lab.advance(400_000);
    const hold = peer.inDialog(invite, answer, 'INVITE', {
      headers: `${timer}Session-Expires: 600;refresher=uac\r\nContent-Type: application/sdp\r\n`,
      body: nextOffer,
    });
    await lab.settle();
    expect(caller.events.at(-1)).toBe('request INVITE');
    caller.lastRequest().respond(200, 'OK', { body: { ...sdpBody, content: nextOffer } });
    await lab.settle();
    const accepted = peer.take('200 INVITE');
    expect(accepted.header('Session-Expires')).toBe('600;refresher=uac');
    peer.acknowledge(hold, accepted);
    await lab.advance(560_000);
    expect(caller.events.at(-1)).toBe('request INVITE');
    // It is this description now that a refresh repeats, and the one before it that is a change.
    peer.inDialog(invite, answer, 'UPDATE', { cseq: 3, body: nextOffer });
    peer.inDialog(invite, answer, 'UPDATE', { cseq: 4, body: offer });
    await lab.settle();
    expect(peer.take('200 UPDATE').body).toBe(accepted.body);
    expect(caller.requests.map(({ method }) => method)).toEqual(['INVITE', 'UPDATE']);
    caller.lastRequest().respond(200, 'OK', { body: sdpBody });
  });

  test('a description that was refused is no refresh when it comes again', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await embedded.incoming('');
    for (const cseq of [2, 3]) {
      const hold = peer.inDialog(invite, answer, 'INVITE', { cseq, body: nextOffer });
      await lab.settle();
      caller.lastRequest().respond(488, 'Not Acceptable Here', {});
      await lab.settle();
      peer.acknowledge(hold, peer.take('488 INVITE'));
    }
    expect(caller.requests).toHaveLength(2);
    const again = peer.inDialog(invite, answer, 'INVITE', { cseq: 4, body: offer });
    await lab.settle();
    peer.acknowledge(again, peer.take('200 INVITE'));
    expect(caller.requests).toHaveLength(2);
  });

  test('we refresh by UPDATE where Allow lists it, at half of the time', async () => {
    const { peer, lab } = bench();
    const { caller } = await embedded.incoming(
      `${timer}${allowsUpdate}Session-Expires: 600;refresher=uas\r\n`,
    );
    for (let turn = 0; turn < 3; turn += 1) {
      await lab.advance(299_900);
      expect(peer.unread).toEqual([]);
      await lab.advance(200);
      const update = peer.take('UPDATE');
      expect(update.body).toBe('');
      expect(update.header('Session-Expires')).toBe('600;refresher=uac');
      expect(update.header('Supported')).toBe('replaces, timer');
      peer.respond(update, 200, { headers: 'Session-Expires: 600;refresher=uac\r\n' });
      await lab.settle();
    }
    expect(caller.events).toEqual(['acknowledged']);
  });

  /** A call whose session we have refreshed by re-INVITE, which they have answered with something new. */
  const refreshedWith = async (body: string): Promise<HeardCaller> => {
    const { peer, lab } = bench();
    const headers = `${timer}Session-Expires: 600;refresher=uas\r\n`;
    const { caller } = await embedded.incoming(headers);
    await lab.advance(300_100);
    const reinvite = peer.take('INVITE');
    peer.respond(reinvite, 200, { headers: 'Session-Expires: 600;refresher=uac\r\n', body });
    await lab.settle();
    expect(peer.take('ACK').cseq).toBe(reinvite.cseq);
    return caller;
  };

  test('what they say anew in the answer to our refresh comes as an offer for the other side', async () => {
    const caller = await refreshedWith(nextOffer);
    const { peer, lab } = bench();
    expect(caller.events).toEqual(['acknowledged', 'request INVITE']);
    expect(caller.lastRequest().body?.content).toBe(nextOffer);
    let acknowledged = 0;
    caller.lastRequest().respond(200, 'OK', { body: sdpBody }, () => {
      acknowledged += 1;
    });
    expect(acknowledged).toBe(0);
    await lab.settle();
    expect(acknowledged).toBe(1);
    // The other side says what it has said before: they know that.
    await lab.advance(10_000);
    expect(peer.unread).toEqual([]);
    expect(caller.requests).toHaveLength(1);
  });

  test('where the other side answers that with something new, too, they are offered it once', async () => {
    const caller = await refreshedWith(nextOffer);
    const { peer, lab } = bench();
    const other = { ...sdpBody, content: sdpBody.content.replace(/m=audio \d+/, 'm=audio 40404') };
    caller.lastRequest().respond(200, 'OK', { body: other });
    await lab.settle();
    const reinvite = peer.take('INVITE');
    expect(reinvite.body).toContain('m=audio 40404');
    peer.respond(reinvite, 200, { headers: 'Session-Expires: 600;refresher=uac\r\n', body: nextOffer });
    await lab.settle();
    peer.take('ACK');
    await lab.advance(10_000);
    expect(peer.unread).toEqual([]);
    expect(caller.requests).toHaveLength(1);
  });

  test('where an offer is under way it is told again, four times at most', async () => {
    const caller = await refreshedWith(nextOffer);
    const { lab } = bench();
    for (let told = 1; told <= 4; told += 1) {
      expect(caller.requests).toHaveLength(told);
      caller.lastRequest().respond(491, 'Request Pending', {});
      await lab.advance(2_100);
    }
    expect(caller.requests).toHaveLength(4);
  });

  test('and not once the leg is over', async () => {
    const caller = await refreshedWith(nextOffer);
    caller.lastRequest().respond(491, 'Request Pending', {});
    caller.bye();
    await bench().lab.advance(5_000);
    expect(caller.requests).toHaveLength(1);
  });

  test('else by re-INVITE with the description that stands', async () => {
    const { peer, lab } = bench();
    const { caller, answer } = await embedded.incoming(`${timer}Session-Expires: 600;refresher=uas\r\n`);
    await lab.advance(300_100);
    const reinvite = peer.take('INVITE');
    expect(reinvite.body).toBe(answer.body);
    peer.respond(reinvite, 200, { headers: 'Session-Expires: 600;refresher=uac\r\n', body: offer });
    await lab.settle();
    expect(peer.take('ACK').cseq).toBe(reinvite.cseq);
    await lab.advance(300_100);
    peer.respond(peer.take('INVITE'), 200, {
      headers: 'Session-Expires: 600;refresher=uas\r\n',
      body: offer,
    });
    await lab.settle();
    peer.take('ACK');
    // Now it is theirs to refresh.
    await lab.advance(560_000);
    expect(peer.unread).toEqual([]);
    expect(caller.events).toEqual(['acknowledged']);
  });
});

describe('a refresh of ours', () => {
  const weRefresh = async (headers = allowsUpdate): Promise<HeardTarget> => {
    const { target } = await embedded.outgoing(`${headers}Session-Expires: 600;refresher=uac\r\n`);
    await bench().lab.advance(300_100);
    return target;
  };

  test.each([481, 408])('that gets %i: lost, and BYE', async (status) => {
    const { peer, lab } = bench();
    const target = await weRefresh();
    peer.respond(peer.take('UPDATE'), status);
    await lab.settle();
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll()).toEqual(['BYE']);
  });

  test('that nobody answers: lost, and BYE', async () => {
    const { peer, lab } = bench();
    const target = await weRefresh();
    await lab.advance(32_100);
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll().at(-1)).toBe('BYE');
  });

  test('that gets 500 is tried again, after Retry-After at the soonest', async () => {
    const { peer, lab } = bench();
    const target = await weRefresh();
    peer.respond(peer.take('UPDATE'), 500);
    await lab.advance(29_900);
    expect(peer.unread).toEqual([]);
    await lab.advance(200);
    peer.respond(peer.take('UPDATE'), 500, { headers: 'Retry-After: 60\r\n' });
    await lab.advance(59_900);
    expect(peer.unread).toEqual([]);
    await lab.advance(200);
    peer.respond(peer.take('UPDATE'), 200, { headers: 'Session-Expires: 600;refresher=uac\r\n' });
    await lab.advance(290_000);
    expect(target.events).toEqual(['answered 200']);
  });

  test('that fails until the time is up: the session has expired', async () => {
    const { peer, lab } = bench();
    const target = await weRefresh();
    for (let tries = 0; target.ends.length === 0 && tries < 20; tries += 1) {
      if (peer.unread.length > 0) peer.respond(peer.take('UPDATE'), 500);
      await lab.advance(30_000);
    }
    expect(target.events).toEqual(['answered 200', 'ended session_expired']);
    expect(peer.takeAll().at(-1)).toBe('BYE');
  });

  test('that is not known there goes out as re-INVITE', async () => {
    const { peer, lab } = bench();
    await weRefresh();
    peer.respond(peer.take('UPDATE'), 405);
    await lab.advance(30_100);
    const reinvite = peer.take('INVITE');
    expect(reinvite.body).not.toBe('');
    peer.respond(reinvite, 200, { body: offer });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
  });

  test('that meets an offer of theirs (491) waits for the time of who made the Call-ID', async () => {
    const { peer, lab } = bench();
    await weRefresh('');
    peer.respond(peer.take('INVITE'), 491);
    await lab.settle();
    peer.take('ACK');
    await lab.advance(3_000);
    expect(peer.unread).toEqual([]);
    await lab.advance(100);
    peer.respond(peer.take('INVITE'), 200, { body: offer });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
  });

  test('and of who did not', async () => {
    const { peer, lab } = bench();
    await embedded.incoming(`${timer}Session-Expires: 600;refresher=uas\r\n`);
    await lab.advance(300_100);
    peer.respond(peer.take('INVITE'), 491);
    await lab.advance(950);
    peer.take('ACK');
    expect(peer.unread).toEqual([]);
    await lab.advance(100);
    peer.respond(peer.take('INVITE'), 200, { body: offer });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
  });

  test('that meets an offer of our own goes out behind it', async () => {
    const { peer, lab } = bench();
    const { target } = await embedded.outgoing('Session-Expires: 600;refresher=uac\r\n');
    await lab.advance(299_000);
    let acknowledge = (): void => undefined;
    target.with((leg) => {
      const hold = leg.request('INVITE', { body: { ...sdpBody, content: nextOffer } }, new HeardRequest());
      acknowledge = () => {
        hold.acknowledge({});
      };
    });
    await lab.settle();
    const hold = peer.take('INVITE');
    peer.respond(hold, 100);
    await lab.advance(2_000);
    expect(hold.header('Session-Expires')).toBe('600;refresher=uac');
    // No answer by then: the refresh waits, and the acceptance makes it superfluous.
    peer.respond(hold, 200, { headers: 'Session-Expires: 600;refresher=uac\r\n', body: offer });
    await lab.settle();
    acknowledge();
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    await lab.advance(290_000);
    expect(peer.unread).toEqual([]);
    await lab.advance(11_000);
    expect(peer.take('INVITE').body.slice(-14)).toBe(nextOffer.slice(-14));
  });

  test('the far end hangs up during it: nothing more is said', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await embedded.outgoing(
      `${allowsUpdate}Session-Expires: 600;refresher=uac\r\n`,
    );
    await lab.advance(300_100);
    const update = peer.take('UPDATE');
    peer.inDialogOf(invite, 'BYE');
    await lab.settle();
    peer.respond(update, 481);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 BYE']);
    expect(target.events).toEqual(['answered 200', 'ended bye']);
  });
});

describe('a call of ours', () => {
  test('offers a session, without a word on who refreshes; OPTIONS tells that we know of it', async () => {
    const { peer, lab } = bench();
    const { invite } = await embedded.outgoing('');
    expect(invite.header('Supported')).toBe('replaces, 100rel, timer');
    expect(invite.header('Session-Expires')).toBe('1800');
    expect(invite.all('Min-SE')).toEqual([]);
    expect(lab.pendingTimers()).toBe(0);
    peer.send('OPTIONS');
    await lab.settle();
    expect(peer.take('200 OPTIONS').header('Supported')).toBe('replaces, timer');
  });

  test('422: sent again with the Min-SE it names, as often as it names more', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    const first = peer.take('INVITE');
    peer.respond(first, 100);
    peer.respond(first, 422, { headers: 'Min-SE: 2000\r\n' });
    await lab.settle();
    expect(peer.take('ACK').cseq).toBe(1);
    const second = peer.take('INVITE');
    expect(second.header('Session-Expires')).toBe('2000');
    expect(second.header('Min-SE')).toBe('2000');
    expect(second.header('CSeq')).toBe('2 INVITE');
    expect(second.header('Call-ID')).toBe(first.header('Call-ID'));
    expect(second.fromTag).toBe(first.fromTag);
    expect(second.toTag).toBe('');
    expect(second.body).toBe(first.body);
    peer.respond(second, 422, { headers: 'Min-SE: 2500\r\n', tag: 'other' });
    await lab.settle();
    expect(peer.take('ACK').cseq).toBe(2);
    const third = peer.take('INVITE');
    expect(third.header('Session-Expires')).toBe('2500');
    peer.respond(third, 200, { headers: 'Session-Expires: 2500;refresher=uas\r\n', body: offer });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    const ack = peer.take('ACK');
    expect(ack.cseq).toBe(3);
    peer.respond(third, 200, { headers: 'Session-Expires: 2500;refresher=uas\r\n', body: offer });
    await lab.settle();
    expect(peer.take('ACK').cseq).toBe(3);
    expect(target.events).toEqual(['provisional 100', 'answered 200']);
    target.bye();
    await lab.settle();
    expect(peer.take('BYE').cseq).toBe(4);
  });

  test.each(['', 'Min-SE: 90\r\n'])('422 with %j: failed', async (headers) => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    peer.respond(peer.take('INVITE'), 422, { headers });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['ended failed']);
  });

  test('422 without end: failed after three more tries', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    for (let minimum = 2_000; peer.unread.includes('INVITE'); minimum += 1) {
      peer.respond(peer.take('INVITE'), 422, { headers: `Min-SE: ${minimum}\r\n`, tag: String(minimum) });
      await lab.settle();
      peer.take('ACK');
    }
    expect(target.events).toEqual(['ended failed']);
  });

  test('cancelled between the 422 and the next answer: CANCEL goes to the INVITE that is under way', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    const first = peer.take('INVITE');
    peer.respond(first, 100);
    peer.respond(first, 422, { headers: 'Min-SE: 2000\r\n' });
    await lab.settle();
    peer.take('ACK');
    const second = peer.take('INVITE');
    target.with((leg) => leg.cancel());
    await lab.settle();
    expect(peer.unread).toEqual([]);
    peer.respond(second, 180);
    await lab.settle();
    const cancel = peer.take('CANCEL');
    expect([cancel.branch, cancel.cseq]).toEqual([second.branch, 2]);
    peer.respond(cancel, 200);
    peer.respond(second, 487);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['provisional 100', 'ended failed']);
  });

  test('a 422 that crosses the CANCEL ends the call', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    const invite = peer.take('INVITE');
    peer.respond(invite, 180);
    await lab.settle();
    target.with((leg) => leg.cancel());
    await lab.settle();
    peer.respond(peer.take('CANCEL'), 200);
    peer.respond(invite, 422, { headers: 'Min-SE: 2000\r\n' });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['provisional 180', 'ended failed']);
  });

  test.each(['INVITE', 'UPDATE'] as const)(
    '422 to a later %s: sent again, the asker hears the end alone',
    async (method) => {
      const { peer, lab } = bench();
      const { target } = await embedded.outgoing(`${allowsUpdate}Session-Expires: 600;refresher=uas\r\n`);
      const heard = new HeardRequest();
      const content = { body: { ...sdpBody, content: nextOffer } };
      target.with((leg) => leg.request(method, content, heard));
      await lab.settle();
      const first = peer.take(method);
      expect(first.header('Session-Expires')).toBe('600;refresher=uas');
      peer.respond(first, 422, { headers: 'Min-SE: 900\r\n' });
      await lab.settle();
      if (method === 'INVITE') peer.take('ACK');
      const second = peer.take(method);
      expect(second.header('Session-Expires')).toBe('900;refresher=uas');
      expect(second.header('Min-SE')).toBe('900');
      expect(second.cseq).toBe(first.cseq + 1);
      expect(second.body).toBe(first.body);
      peer.respond(second, 488);
      await lab.settle();
      expect(heard.events).toEqual(['final 488']);
    },
  );

  test('a description that was refused is not the one a refresh repeats', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await embedded.outgoing('Session-Expires: 600;refresher=uac\r\n');
    target.with((leg) =>
      leg.request('INVITE', { body: { ...sdpBody, content: nextOffer } }, new HeardRequest()),
    );
    await lab.settle();
    peer.respond(peer.take('INVITE'), 488);
    await lab.advance(300_100);
    peer.take('ACK');
    const refresh = peer.take('INVITE');
    // What stands, under a version of its own: the one of the refused offer is used up.
    const version = /^o=trunkline \d+ (\d+)/m;
    expect(refresh.body.replace(version, '')).toBe(invite.body.replace(version, ''));
    expect(version.exec(refresh.body)?.[1]).toBe('3');
  });
});

describe('switched off', () => {
  beforeEach(() => embedded.begin(null));

  test('nothing is offered, agreed to or understood', async () => {
    const { peer, lab } = bench();
    const { answer } = await embedded.incoming(`${timer}Session-Expires: 30\r\n`);
    expect(answer.text).not.toMatch(/timer|Session-Expires/);
    const target = await bench().invite();
    expect(peer.take('INVITE').text).not.toMatch(/timer|Session-Expires/);
    target.with((leg) => leg.cancel());
    peer.send('INVITE', { headers: 'Require: timer\r\n' });
    await lab.settle();
    expect(peer.take('420 INVITE').header('Unsupported')).toBe('timer');
  });
});

test('the table: what ends a session ends it in every state, and nothing wakes one that is over', () => {
  const { over, ...running } = sessionTimerTable;
  expect(over).toEqual({});
  for (const row of Object.values(running)) {
    expect([row.stop?.[0], row.none?.[0], row.ours?.[0], row.theirs?.[0]]).toEqual([
      'over',
      'off',
      'waiting',
      'watching',
    ]);
  }
  expect(running.off.expiry).toBeUndefined();
  for (const state of ['watching', 'waiting', 'refreshing'] as const) {
    expect(running[state].expiry?.[0]).toBe('over');
  }
});
