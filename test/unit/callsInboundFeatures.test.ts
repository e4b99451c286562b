import { describe, expect, test } from '@jest/globals';
import { callLogsOf } from '../../src/model/callLog';
import { FeatureScene, desk, mobile, numbers, stranger, type SceneOptions } from '../support/featureScene';
import { audio, bodyOf } from '../support/sdpTexts';
import { FakeRequest, sdp, type FakeCaller } from '../support/fakeStack';
import { criterion, forwardingCriterion } from './featuresFixtures';

const everyone = [criterion('all')];

const elsewhere = 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n';

const expectNothingLeft = (scene: FeatureScene): void => {
  expect(scene.board.leftOpen()).toBeUndefined();
  expect(scene.board.control.users.size).toBe(0);
};

/** Everybody talks, then the caller hangs up. */
const talk = (caller: FakeCaller): void => {
  expect(caller.isAnswered).toBe(true);
  caller.acknowledge();
  caller.hangUp();
};

const placed = async (options: SceneOptions) => {
  const scene = new FeatureScene(options);
  const caller = await scene.outside('ben');
  return { scene, caller };
};

describe('forwarding', () => {
  test('always: at once, the user’s phones stay silent; told by Diversion, on a lease of the enterprise alone', async () => {
    const { scene, caller } = await placed({ features: { ben: { always: mobile } } });
    expect(scene.ringing).toEqual([mobile]);
    const { invite } = scene.target(mobile);
    expect(invite.redirections).toEqual([{ from: numbers.ben, reason: 'unconditional' }]);
    expect(scene.board.usageBoard.trunkGroup(3).active).toBe(0);
    expect(scene.board.usageBoard.enterprise(0).active).toBe(1);
    scene.target(mobile).accept();
    talk(caller);
    expect(scene.trace).toContain(`call_forwarding_always: forward to ${mobile}`);
    expect(callLogsOf(scene.board.record)[0]?.participants).toMatchObject([
      { role: 'forwarder', user: { name: 'Ben' } },
    ]);
    expectNothingLeft(scene);
  });

  test('on no answer: after exactly three rings', async () => {
    const { scene, caller } = await placed({ features: { ben: { noAnswer: { number: mobile, rings: 3 } } } });
    const phone = scene.target(numbers.ben);
    await scene.board.pass(4_000);
    phone.ring();
    await scene.board.pass(17_900);
    expect(phone.isCancelled).toBe(false);
    await scene.board.pass(150);
    expect(phone.isCancelled).toBe(true);
    expect(scene.ringing).toEqual([mobile]);
    phone.confirmCancel();
    scene.target(mobile).ring();
    scene.target(mobile).accept();
    expect(scene.target(mobile).invite.redirections).toEqual([{ from: numbers.ben, reason: 'no_answer' }]);
    talk(caller);
    expect(scene.board.record.attempts.map(({ sipCode }) => sipCode)).toEqual([487, 200]);
    expectNothingLeft(scene);
  });

  test.each([486, 600])('when busy (%i)', async (status) => {
    const { scene, caller } = await placed({ features: { ben: { busy: '1001', notReachable: null } } });
    scene.target(numbers.ben).refuse(status, 'Busy');
    await scene.board.settle();
    expect(scene.ringing).toEqual([numbers.ada]);
    scene.target(numbers.ada).accept();
    talk(caller);
    expect(scene.trace).toContain('call_forwarding_busy: forward to 1001');
    expectNothingLeft(scene);
  });

  test('a full trunk group counts as busy, its own action comes before', async () => {
    const full = { maxIncomingCalls: 0 };
    const one = await placed({ features: { ben: { busy: mobile } }, boston: full });
    expect(one.scene.ringing).toEqual([mobile]);
    one.caller.cancel();
    const other = await placed({
      features: { ben: { busy: mobile } },
      boston: { ...full, capacityExceeded: { action: 'forward', number: desk } },
    });
    expect(other.scene.ringing).toEqual([desk]);
    // Who is reached there and does not take it ends the call; who is not leaves the user's own forwarding.
    other.scene.target(desk).refuse(503, 'No');
    await other.scene.board.settle();
    expect(other.scene.ringing).toEqual([mobile]);
    other.scene.target(mobile).refuse(503, 'No');
    await other.scene.board.settle();
    expect(other.caller.final?.status).toBe(500);
    expectNothingLeft(other.scene);
  });

  test('rerouted and busy there: the user’s forwarding goes by how that ended', async () => {
    const { scene, caller } = await placed({
      features: {
        ben: { busy: mobile, notReachable: { number: desk, timerMs: null } },
      },
      boston: { unreachableDestination: { action: 'reroute', trunkGroupId: '0012345GRPTRUNK01' } },
    });
    scene.target(numbers.ben).refuse(503, 'Down');
    await scene.board.settle();
    expect(scene.target(numbers.ben).invite.target.port).toBe(5070);
    scene.target(numbers.ben).refuse(486, 'Busy');
    await scene.board.settle();
    expect(scene.ringing).toEqual([mobile]);
    scene.target(mobile).accept();
    talk(caller);
    expectNothingLeft(scene);
  });

  test('not reachable: when the PBX is down, or has said nothing beyond 100 for the user’s own time', async () => {
    const notReachable = { number: mobile, timerMs: 3_000 };
    const { scene, caller } = await placed({ features: { ben: { notReachable } } });
    scene.target(numbers.ben).ring(100, 'Trying');
    await scene.board.pass(2_900);
    expect(scene.ringing).toEqual([numbers.ben]);
    await scene.board.pass(150);
    expect(scene.ringing).toEqual([mobile]);
    scene.target(numbers.ben).confirmCancel();
    scene.target(mobile).accept();
    talk(caller);
    expectNothingLeft(scene);
    const down = await placed({ features: { ben: { notReachable } } });
    down.scene.target(numbers.ben).end({ kind: 'transport_error' });
    await down.scene.board.settle();
    expect(down.scene.ringing).toEqual([mobile]);
    down.caller.cancel();
    expectNothingLeft(down.scene);
  });

  test('a decline ends the call, whatever forwarding is on', async () => {
    const { scene, caller } = await placed({
      features: { ben: { busy: mobile, noAnswer: { number: mobile, rings: 2 } } },
    });
    scene.target(numbers.ben).refuse(603, 'Decline');
    await scene.board.settle();
    expect(caller.final?.status).toBe(603);
    expectNothingLeft(scene);
  });

  test('selective: callers who are meant', async () => {
    const selective = {
      number: mobile,
      criteria: [forwardingCriterion('vip', { numbers: [stranger], number: desk })],
    };
    const { scene, caller } = await placed({ features: { ben: { selective } } });
    expect(scene.ringing).toEqual([desk]);
    caller.cancel();
    scene.target(desk).confirmCancel();
    const other = await scene.outside('ben', '+13125550199');
    expect(scene.ringing).toEqual([numbers.ben]);
    other.cancel();
    await scene.board.settle();
    scene.target(numbers.ben).confirmCancel();
    expectNothingLeft(scene);
  });

  test('three users in a circle: 482, and nothing is held', async () => {
    const { scene, caller } = await placed({
      features: { ben: { always: '1003' }, cy: { always: numbers.ada }, ada: { always: '1002' } },
    });
    expect(caller.final).toMatchObject({ status: 482 });
    expect(scene.board.record).toMatchObject({ outcome: 'failed', failure: 'forwarding_loop' });
    expect(scene.leases).toBe(0);
    expectNothingLeft(scene);
  });

  test('to a user who refuses the caller: refused; a user who is busy there forwards on', async () => {
    const refused = await placed({
      features: { ben: { always: '1003' }, cy: { blockedNumbers: [stranger] } },
    });
    expect(refused.caller.final?.status).toBe(603);
    expectNothingLeft(refused.scene);
    const { scene, caller } = await placed({ features: { ben: { busy: '1003' }, cy: { busy: mobile } } });
    scene.target(numbers.ben).refuse(486, 'Busy');
    await scene.board.settle();
    scene.target(numbers.cy).refuse(486, 'Busy');
    await scene.board.settle();
    expect(scene.target(mobile).invite.redirections).toEqual([
      { from: numbers.ben, reason: 'busy' },
      { from: numbers.cy, reason: 'busy' },
    ]);
    scene.target(mobile).accept();
    talk(caller);
    expectNothingLeft(scene);
  });

  test('that the user’s restrictions do not allow is passed over: the call goes on as if it were off', async () => {
    const forwardRestrictions = { toll: 'disallow' } as const;
    const { scene, caller } = await placed({
      features: { ben: { always: mobile, busy: mobile, noAnswer: { number: '1001', rings: 2 } } },
      forwardRestrictions,
    });
    expect(scene.ringing).toEqual([numbers.ben]);
    scene.target(numbers.ben).refuse(486, 'Busy');
    await scene.board.settle();
    expect(caller.final?.status).toBe(486);
    expect(scene.trace).toContain("refused by Ben's own restrictions of forwards");
    expectNothingLeft(scene);
    const places = [
      { number: mobile, answerConfirmation: false },
      { number: '1001', answerConfirmation: false },
    ];
    const ring = await placed({
      features: { ben: { simultaneous: { criteria: everyone, notWhileOnCall: false, numbers: places } } },
      forwardRestrictions,
    });
    expect(ring.scene.ringing).toEqual([numbers.ben, numbers.ada]);
    ring.caller.cancel();
    expectNothingLeft(ring.scene);
  });

  test('a user’s features send on twenty calls at a time; the next goes on as if they did not', async () => {
    const scene = new FeatureScene({ features: { ben: { always: mobile, busy: desk } } });
    const callers: FakeCaller[] = [];
    for (let call = 0; call < 20; call += 1) callers.push(await scene.outside('ben'));
    expect(scene.ringing).toHaveLength(20);
    const next = await scene.outside('ben');
    expect(scene.ringing).toHaveLength(21);
    expect(scene.ringing.at(-1)).toBe(numbers.ben);
    next.cancel();
    expect(scene.trace).toContain('has 20 forwarded calls already');
    callers[0]?.cancel();
    const again = await scene.outside('ben');
    expect(scene.ringing).toHaveLength(20);
    for (const caller of [...callers, again]) caller.cancel();
    expectNothingLeft(scene);
  });
});

describe('early media', () => {
  test('is not heard where another target may follow; else it is', async () => {
    const early = { body: sdp('announcement') };
    const { scene, caller } = await placed({ features: { ben: { busy: mobile } } });
    scene.target(numbers.ben).ring(183, 'Session Progress', early);
    expect(caller.provisionals.at(-1)).toMatchObject({ status: 180, content: { body: null } });
    // What the caller has not heard does not hold the call there.
    scene.target(numbers.ben).refuse(486, 'Busy');
    await scene.board.settle();
    scene.target(mobile).ring(183, 'Session Progress', early);
    expect(caller.provisionals.at(-1)).toMatchObject({ status: 183, content: early });
    caller.cancel();
    scene.target(mobile).confirmCancel();
    expectNothingLeft(scene);
  });
});

describe('simultaneous ring', () => {
  const both = {
    criteria: everyone,
    notWhileOnCall: false,
    numbers: [
      { number: mobile, answerConfirmation: false },
      { number: '1003', answerConfirmation: false },
    ],
  };
  const together: SceneOptions = { features: { ben: { simultaneous: both } } };

  test('rings all places; the first answer has the call, the others hear that it was completed elsewhere', async () => {
    const { scene, caller } = await placed(together);
    expect(scene.ringing).toEqual([numbers.ben, mobile, numbers.cy]);
    expect(scene.leases).toBe(3);
    const [own, cell, colleague] = [
      scene.target(numbers.ben),
      scene.target(mobile),
      scene.target(numbers.cy),
    ];
    own.ring(183, 'Session Progress', { body: sdp('tones') });
    cell.ring();
    colleague.ring();
    expect(caller.provisionals.filter(({ status }) => status > 100)).toMatchObject([
      { status: 180, content: { body: null } },
    ]);
    cell.accept({ body: sdp('cell') });
    expect(caller.isAnswered).toBe(true);
    for (const loser of [own, colleague]) expect(loser.cancelContent?.headers).toBe(elsewhere);
    // Leases of losers end with their legs.
    expect(scene.leases).toBe(3);
    own.confirmCancel();
    expect(scene.leases).toBe(2);
    // This one crossed our CANCEL: the stack has acknowledged it and hung up.
    colleague.accept();
    expect(scene.leases).toBe(1);
    expect(cell.invite.redirections).toEqual([{ from: numbers.ben, reason: 'follow_me' }]);
    talk(caller);
    expect(scene.board.record).toMatchObject({ outcome: 'answered', endedBy: 'caller' });
    expect(scene.board.record.attempts.map(({ sipCode, station }) => [sipCode, station])).toEqual([
      [487, 0],
      [200, 1],
      [200, 2],
    ]);
    const [log, ...more] = callLogsOf(scene.board.record);
    expect(more).toEqual([]);
    expect(log?.participants).toMatchObject([{ role: 'forwarder', user: { name: 'Ben' } }]);
    expectNothingLeft(scene);
  });

  test('answered by the user’s own phones: the user is the called one', async () => {
    const { scene, caller } = await placed(together);
    scene.target(numbers.ben).ring();
    scene.target(numbers.ben).accept();
    scene.target(mobile).ring(100, 'Trying');
    scene.target(mobile).confirmCancel();
    expect(scene.board.control.users.active('ben')).toBe(1);
    talk(caller);
    expect(callLogsOf(scene.board.record)[0]?.participants).toMatchObject([
      { role: 'called', user: { name: 'Ben' }, trunkGroup: { id: '0067890GRPTRUNK01' } },
    ]);
    expectNothingLeft(scene);
  });

  test('answered by a colleague: who is the called one, and the user the forwarder', async () => {
    const { scene, caller } = await placed(together);
    scene.target(numbers.cy).accept();
    talk(caller);
    expect(callLogsOf(scene.board.record)[0]?.participants).toMatchObject([
      { role: 'forwarder', user: { name: 'Ben' } },
      { role: 'called', user: { name: 'Cy' } },
    ]);
    expectNothingLeft(scene);
  });

  test('busy everywhere forwards when busy; the caller hears the user’s own phones otherwise', async () => {
    const { scene, caller } = await placed({ features: { ben: { simultaneous: both, busy: desk } } });
    for (const number of [mobile, numbers.cy, numbers.ben]) scene.target(number).refuse(486, 'Busy');
    await scene.board.settle();
    expect(scene.ringing).toEqual([desk]);
    scene.target(desk).accept();
    talk(caller);
    expectNothingLeft(scene);
    const plain = await placed(together);
    for (const number of [numbers.ben, mobile, numbers.cy]) {
      plain.scene.target(number).refuse(number === numbers.ben ? 600 : 486, 'Busy');
    }
    await plain.scene.board.settle();
    expect(plain.caller.final?.status).toBe(600);
    expectNothingLeft(plain.scene);
  });

  test('a place that declines leaves the others ringing; the time runs from the first that rings', async () => {
    const { scene, caller } = await placed({
      features: { ben: { simultaneous: both, noAnswer: { number: desk, rings: 2 } } },
    });
    await scene.board.pass(3_000);
    scene.target(mobile).ring();
    scene.target(numbers.ben).refuse(603, 'Decline');
    await scene.board.pass(11_900);
    expect(scene.ringing).toEqual([mobile]);
    expect(scene.target(numbers.cy).isCancelled).toBe(true);
    await scene.board.pass(150);
    expect(scene.target(mobile).isCancelled).toBe(true);
    expect(scene.ringing).toEqual([desk]);
    scene.target(mobile).confirmCancel();
    caller.cancel();
    expectNothingLeft(scene);
  });

  test('the caller leaves: every phone is cancelled', async () => {
    const { scene, caller } = await placed(together);
    scene.target(mobile).ring();
    caller.cancel();
    expect(scene.ringing).toEqual([]);
    expect(scene.leases).toBe(1);
    scene.target(mobile).confirmCancel();
    expect(scene.board.record.outcome).toBe('cancelled');
    expectNothingLeft(scene);
  });

  test('not while the user is on a call, where it says so', async () => {
    const { scene, caller } = await placed({
      features: { ben: { simultaneous: { ...both, notWhileOnCall: true } } },
    });
    scene.target(numbers.ben).accept();
    caller.acknowledge();
    const second = await scene.outside('ben');
    expect(scene.ringing).toEqual([numbers.ben]);
    second.cancel();
    caller.hangUp();
    expectNothingLeft(scene);
  });

  test('of a user who is one place of another: within it, as that user’s own features say', async () => {
    const { scene, caller } = await placed({
      features: {
        ben: { simultaneous: both },
        cy: { noAnswer: { number: desk, rings: 2 } },
      },
    });
    scene.target(numbers.cy).ring();
    await scene.board.pass(12_100);
    expect(scene.ringing).toContain(desk);
    scene.target(desk).accept();
    expect(caller.isAnswered).toBe(true);
    for (const target of scene.board.stack.targets) target.confirmCancel();
    talk(caller);
    expectNothingLeft(scene);
  });

  test('and of that one’s places too; a circle among them ends that place alone', async () => {
    const { scene, caller } = await placed({
      features: {
        ben: { simultaneous: both },
        cy: { simultaneous: { ...both, numbers: [{ number: '1002', answerConfirmation: false }] } },
      },
    });
    expect(scene.ringing).toEqual([numbers.ben, mobile, numbers.cy]);
    scene.target(numbers.cy).ring();
    scene.target(numbers.cy).accept();
    expect(scene.board.stack.targets.filter(({ isCancelled }) => isCancelled)).toHaveLength(2);
    talk(caller);
    expect(scene.trace).toContain('Ben sent the call on before');
    expectNothingLeft(scene);
  });

  const confirmed = {
    features: { ben: { simultaneous: { ...both, numbers: [{ number: mobile, answerConfirmation: true }] } } },
  };
  const mobileAnswer = { body: bodyOf(audio('192.0.2.7', 4000, [0, 101])) };

  test('with an answer to be confirmed: who answers is asked, and has the call with the digit', async () => {
    const { scene, caller } = await placed(confirmed);
    expect(scene.ringing).toEqual([numbers.ben, mobile]);
    scene.target(mobile).accept(mobileAnswer);
    expect(caller.final).toBeNull();
    expect(scene.target(numbers.ben).isCancelled).toBe(false);
    scene.board.media.last.press('1');
    scene.target(mobile).sent[0]?.answer(200, 'OK', mobileAnswer);
    expect(scene.target(numbers.ben).cancelContent?.headers).toContain('cause=200');
    scene.target(numbers.ben).confirmCancel();
    talk(caller);
    expectNothingLeft(scene);
  });

  test('with an answer to be confirmed: another one who answers meanwhile has the call', async () => {
    const { scene, caller } = await placed(confirmed);
    scene.target(mobile).accept(mobileAnswer);
    scene.target(numbers.ben).accept();
    await scene.board.settle();
    expect(scene.target(mobile).byeContent?.headers).toContain('cause=200');
    talk(caller);
    expectNothingLeft(scene);
  });

  test('a call log of another enterprise shows nothing of the places it does not own', async () => {
    const { scene, caller } = await placed({
      features: {
        ben: { simultaneous: { ...both, numbers: [{ number: numbers.gil, answerConfirmation: false }] } },
      },
    });
    scene.target(numbers.ben).ring();
    scene.target(numbers.gil).ring();
    scene.target(numbers.ben).accept();
    scene.target(numbers.gil).confirmCancel();
    talk(caller);
    const logs = callLogsOf(scene.board.record);
    const [acme, globex] = logs;
    expect(logs).toHaveLength(2);
    expect(acme?.attempts.map(({ destination }) => destination.id)).toEqual(['0067890GRPTRUNK01', 'globex']);
    expect(globex?.attempts.map(({ destination }) => destination.id)).toEqual(['acme', '0099999GRPTRUNK01']);
    expect(globex?.participants).toMatchObject([{ role: 'called', user: { name: 'Gil' } }]);
    expectNothingLeft(scene);
  });
});

describe('sequential ring', () => {
  const sequence = {
    criteria: everyone,
    baseRings: 2,
    continueIfBusy: false,
    callerMayStop: false,
    numbers: [
      { number: mobile, rings: 3, answerConfirmation: false },
      { number: '1003', rings: 2, answerConfirmation: false },
    ],
  };
  const inTurn: SceneOptions = { features: { ben: { sequential: sequence } } };

  /** Lets the places ring out, up to so many. */
  const ringOut = async (scene: FeatureScene, places: number): Promise<void> => {
    const all = [
      { number: numbers.ben, ringMs: 12_050 },
      { number: mobile, ringMs: 18_050 },
      { number: numbers.cy, ringMs: 12_050 },
    ];
    for (const { number, ringMs } of all.slice(0, places)) {
      expect(scene.ringing).toEqual([number]);
      scene.target(number).ring();
      await scene.board.pass(ringMs);
      expect(scene.target(number).isCancelled).toBe(true);
      scene.target(number).confirmCancel();
    }
  };

  test.each([0, 1, 2])('the caller leaves after %i places', async (places) => {
    const { scene, caller } = await placed(inTurn);
    await ringOut(scene, places);
    caller.cancel();
    expect(scene.ringing).toEqual([]);
    scene.board.stack.lastTarget.confirmCancel();
    expect(scene.board.record.outcome).toBe('cancelled');
    expectNothingLeft(scene);
  });

  test('the last place answers', async () => {
    const { scene, caller } = await placed(inTurn);
    await ringOut(scene, 2);
    scene.target(numbers.cy).accept();
    talk(caller);
    expect(scene.trace).toContain(`sequential_ring: place 2 of 3: rings ${mobile} for 18 s`);
    expectNothingLeft(scene);
  });

  test('nobody answers: no answer, or the user’s forwarding on it', async () => {
    const { scene, caller } = await placed(inTurn);
    await ringOut(scene, 3);
    expect(caller.final?.status).toBe(480);
    expect(scene.board.record.outcome).toBe('no_answer');
    expectNothingLeft(scene);
    const on = await placed({
      features: { ben: { sequential: sequence, noAnswer: { number: desk, rings: 5 } } },
    });
    await ringOut(on.scene, 3);
    expect(on.scene.ringing).toEqual([desk]);
    on.caller.cancel();
    expectNothingLeft(on.scene);
  });

  const pressed = (digit: string): FakeRequest => {
    const headers = 'Content-Type: application/dtmf-relay\r\n';
    return new FakeRequest('INFO', { body: { headers, content: `Signal=${digit}\r\n` } });
  };

  test('the caller stops it with #: the user’s forwarding on no answer follows, else no answer', async () => {
    const stoppable = { ...sequence, callerMayStop: true };
    const { scene, caller } = await placed({ features: { ben: { sequential: stoppable } } });
    await ringOut(scene, 1);
    expect(caller.ask(pressed('1')).answers).toMatchObject([{ status: 491 }]);
    expect(caller.ask(pressed('#')).answers).toMatchObject([{ status: 200 }]);
    expect(scene.target(mobile).isCancelled).toBe(true);
    scene.target(mobile).confirmCancel();
    await scene.board.settle();
    expect(scene.ringing).toEqual([]);
    expect(caller.final?.status).toBe(480);
    expect(scene.board.record.outcome).toBe('no_answer');
    expect(scene.trace).toContain('ring: the caller has stopped the sequence');
    expectNothingLeft(scene);
    const on = await placed({
      features: { ben: { sequential: stoppable, noAnswer: { number: desk, rings: 5 } } },
    });
    on.caller.ask(pressed('#'));
    on.scene.target(numbers.ben).confirmCancel();
    await on.scene.board.settle();
    expect(on.scene.ringing).toEqual([desk]);
    // There is no sequence any more.
    expect(on.caller.ask(pressed('#')).answers).toMatchObject([{ status: 491 }]);
    on.caller.cancel();
    on.scene.target(desk).confirmCancel();
    expectNothingLeft(on.scene);
  });

  test('where the user does not let it, # changes nothing', async () => {
    const { scene, caller } = await placed(inTurn);
    expect(caller.ask(pressed('#')).answers).toMatchObject([{ status: 491 }]);
    expect(scene.ringing).toEqual([numbers.ben]);
    caller.cancel();
    scene.target(numbers.ben).confirmCancel();
    expectNothingLeft(scene);
  });

  test('busy phones end it, unless it goes on then', async () => {
    const { scene, caller } = await placed(inTurn);
    scene.target(numbers.ben).refuse(486, 'Busy');
    await scene.board.settle();
    expect(caller.final?.status).toBe(486);
    expectNothingLeft(scene);
    const on = await placed({ features: { ben: { sequential: { ...sequence, continueIfBusy: true } } } });
    on.scene.target(numbers.ben).refuse(486, 'Busy');
    await on.scene.board.settle();
    expect(on.scene.ringing).toEqual([mobile]);
    // A place that is busy, declines or cannot be reached is followed by the next.
    on.scene.target(mobile).refuse(603, 'Decline');
    await on.scene.board.settle();
    expect(on.scene.ringing).toEqual([numbers.cy]);
    on.scene.target(numbers.cy).refuse(503, 'Down');
    await on.scene.board.settle();
    expect(on.caller.final?.status).toBe(486);
    expectNothingLeft(on.scene);
  });
});

describe('DID policing', () => {
  const policed: SceneOptions = { features: { ben: { didPolicing: 1 } } };

  test('refuses with 486 what is too many; no forwarding follows', async () => {
    const { scene, caller } = await placed({
      features: { ben: { didPolicing: 1, busy: mobile } },
      boston: { capacityExceeded: { action: 'forward', number: desk } },
    });
    scene.target(numbers.ben).accept();
    caller.acknowledge();
    const second = await scene.outside('ben');
    expect(second.final?.status).toBe(486);
    expect(scene.board.record).toMatchObject({ failure: 'did_policed', outcome: 'over_capacity' });
    expect(scene.ringing).toEqual([]);
    caller.hangUp();
    const third = await scene.outside('ben');
    expect(scene.ringing).toEqual([numbers.ben]);
    third.cancel();
    expectNothingLeft(scene);
  });

  test('counts a call that was forwarded elsewhere, as long as it lasts', async () => {
    const { scene, caller } = await placed({
      features: { ben: { didPolicing: 1, always: '1003' }, cy: { didPolicing: 2 } },
    });
    scene.target(numbers.cy).accept();
    caller.acknowledge();
    expect((await scene.outside('ben')).final?.status).toBe(486);
    const direct = await scene.outside('cy');
    expect(scene.ringing).toEqual([numbers.cy]);
    expect((await scene.outside('cy')).final?.status).toBe(486);
    direct.cancel();
    scene.target(numbers.cy).confirmCancel();
    caller.hangUp();
    expectNothingLeft(scene);
  });

  test('and one that rings several places once', async () => {
    const simultaneous = {
      ...{ criteria: everyone, notWhileOnCall: false },
      numbers: [{ number: '1003', answerConfirmation: false }],
    };
    const { scene, caller } = await placed({
      features: { ben: { didPolicing: 1, simultaneous }, cy: { didPolicing: 1 } },
    });
    expect(scene.ringing).toEqual([numbers.ben, numbers.cy]);
    expect((await scene.outside('ben')).final?.status).toBe(486);
    expect((await scene.outside('cy')).final?.status).toBe(486);
    // The place that lost counts no more.
    scene.target(numbers.ben).accept();
    const direct = await scene.outside('cy');
    expect(direct.final).toBeNull();
    expect((await scene.outside('ben')).final?.status).toBe(486);
    direct.cancel();
    caller.acknowledge();
    caller.hangUp();
    for (const target of scene.board.stack.targets) target.confirmCancel();
    expectNothingLeft(scene);
  });

  test('stands above what else refuses, and below intercept', async () => {
    const { scene, caller } = await placed({
      features: { ben: { didPolicing: 1, blockedNumbers: ['+13125550199'] } },
    });
    const blocked = await scene.outside('ben', '+13125550199');
    expect(blocked.final?.status).toBe(486);
    caller.cancel();
    scene.target(numbers.ben).confirmCancel();
    const alone = await scene.outside('ben', '+13125550199');
    expect(alone.final?.status).toBe(603);
    expectNothingLeft(scene);
    const intercepted = await placed({ features: { ben: { didPolicing: 1, intercept: true } } });
    expect(intercepted.caller.final?.status).toBe(480);
    expectNothingLeft(intercepted.scene);
  });

  test('an admission that comes when the caller has left is given back', async () => {
    const { scene, caller } = await placed(policed);
    caller.cancel();
    scene.target(numbers.ben).confirmCancel();
    expect(scene.leases).toBe(0);
    expectNothingLeft(scene);
  });
});

test('a user who calls is on a call: forwarded then by an answering rule', async () => {
  const scene = new FeatureScene({
    features: {
      ada: {
        answeringRules: [
          {
            timeFrame: null,
            ringTimeMs: null,
            doNotDisturb: false,
            forwardAlways: null,
            forwardOnActive: mobile,
            forwardBusy: null,
            forwardNoAnswer: null,
            forwardNotReachable: null,
          },
        ],
      },
    },
  });
  const own = await scene.ada('1002');
  scene.target(numbers.ben).accept();
  own.acknowledge();
  const other = await scene.outside('ada');
  expect(scene.ringing).toEqual([mobile]);
  other.cancel();
  own.hangUp();
  const free = await scene.outside('ada');
  expect(scene.ringing).toEqual([numbers.ada]);
  free.cancel();
  expectNothingLeft(scene);
});
