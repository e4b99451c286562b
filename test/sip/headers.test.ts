import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { ada, stranger, useLab, type Ends } from '../support/lab';
import { describeWith } from '../support/programs';
import type { TracedMessage } from '../support/sippMessages';

describeWith('sipp', 'headers of the two legs', () => {
  const lab = useLab();

  const call = (headers: readonly string[] = []): string[] => [
    caller.invite({ headers }),
    caller.answered(),
    caller.acknowledge(),
    caller.hangUp(),
  ];
  const taken = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

  const values = (messages: readonly TracedMessage[], name: string): Set<string> =>
    new Set(messages.flatMap((message) => message.headers(name)));
  const tags = (messages: readonly TracedMessage[]): Set<string> =>
    new Set(
      ['from', 'to'].flatMap((name) =>
        Array.from(values(messages, name), (value) => /;tag=([^;\s]+)/.exec(value)?.[1] ?? '').filter(
          Boolean,
        ),
      ),
    );
  const branches = (messages: readonly TracedMessage[]): Set<string> =>
    new Set(Array.from(values(messages, 'via'), (value) => /branch=([^;\s]+)/.exec(value)?.[1] ?? ''));
  const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] =>
    [...a].filter((value) => b.has(value));
  const inviteOf = ({ callee: { messages } }: Ends): TracedMessage => {
    const invite = messages.find((message) => message.method === 'INVITE');
    if (invite === undefined) throw new Error('no INVITE came');
    return invite;
  };

  test.each(['callIn', 'callOut'] as const)(
    '%s: the legs share no Call-ID, tag, Contact or Via',
    async (direction) => {
      const ends = await lab()[direction](call(), taken, { calls: 20, rate: 100 });
      expectSuccess(ends, 20);
      const [a, b] = [ends.caller.messages, ends.callee.messages];
      expect(values(a, 'call-id').size).toBe(20);
      expect(values(b, 'call-id').size).toBe(20);
      expect(tags(a).size).toBe(40);
      expect(tags(b).size).toBe(40);
      for (const name of ['call-id', 'contact', 'via'])
        expect(shared(values(a, name), values(b, name))).toEqual([]);
      expect(shared(tags(a), tags(b))).toEqual([]);
      expect(shared(branches(a), branches(b))).toEqual([]);
    },
  );

  test.each([
    ['callIn', 'carrier', 'newYork'],
    ['callOut', 'newYork', 'carrier'],
  ] as const)(
    "%s: nothing of one side's address shows on the other, SDP apart",
    async (direction, from, to) => {
      const ends = await lab()[direction](call(), taken);
      const heads = (messages: readonly TracedMessage[]): string =>
        messages
          .map((message) =>
            ['via', 'from', 'to', 'contact', 'call-id', 'record-route', 'p-asserted-identity', 'user-agent']
              .flatMap((name) => message.headers(name))
              .join('\n'),
          )
          .join('\n');
      const { sites } = lab();
      expect(heads(ends.callee.messages)).not.toContain(`:${sites[from].callerPort}`);
      expect(heads(ends.callee.messages)).not.toContain(ends.caller.messages[0]?.header('call-id'));
      expect(heads(ends.caller.messages)).not.toContain(`:${sites[to].port}`);
    },
  );

  test('Via, Contact and Route are ours alone; Max-Forwards falls by one', async () => {
    const invite = inviteOf(await lab().callIn(call(), taken));
    expect(invite.headers('via')).toHaveLength(1);
    expect(invite.headers('contact')).toHaveLength(1);
    expect(invite.header('contact')).toContain(lab().service.sip);
    expect(invite.headers('record-route')).toEqual([]);
    expect(invite.header('max-forwards')).toBe('69');
  });

  test('the caller is presented in From and in P-Asserted-Identity', async () => {
    const invite = inviteOf(await lab().callOut(call(), taken));
    for (const name of ['from', 'p-asserted-identity'])
      expect(invite.header(name)).toContain(`sip:${ada.number}@`);
    const incoming = inviteOf(await lab().callIn(call(), taken));
    expect(incoming.header('from')).toContain(`sip:${stranger}@`);
  });

  test('what belongs to the call passes, what belongs to a hop does not', async () => {
    const invite = inviteOf(
      await lab().callIn(
        call([
          'User-to-User: 48656c6c6f;encoding=hex',
          'Alert-Info: <urn:alert:service:call-waiting>',
          'Geolocation: <cid:here@example.com>',
          'X-Unknown: kept to the sender',
          'User-Agent: sipp of the carrier',
          'Organization: the carrier',
        ]),
        taken,
      ),
    );
    expect(invite.header('user-to-user')).toBe('48656c6c6f;encoding=hex');
    expect(invite.header('alert-info')).toBe('<urn:alert:service:call-waiting>');
    expect(invite.header('geolocation')).toBe('<cid:here@example.com>');
    expect(invite.header('x-unknown')).toBeUndefined();
    expect(invite.header('user-agent') ?? '').not.toContain('sipp');
  });

  test("the SDP's origin is ours, the rest as the end wrote it", async () => {
    const ends = await lab().callIn(call(), taken);
    const offered =
      ends.caller.messages
        .find((message) => message.method === 'INVITE')
        ?.body.trim()
        .split('\n') ?? [];
    const relayed = inviteOf(ends).body.trim().split('\n');
    expect(relayed.filter((line) => !line.startsWith('o='))).toEqual(
      offered.filter((line) => !line.startsWith('o=')),
    );
    expect(relayed.find((line) => line.startsWith('o='))).not.toBe(
      offered.find((line) => line.startsWith('o=')),
    );
  });

  test("where a trusted peer says the call was sent on from is rebuilt with our host; another's word counts for nothing", async () => {
    const diverted = call(['Diversion: <sip:+13125550199@elsewhere.example>;reason=no-answer;counter=1']);
    const untrusted = inviteOf(await lab().callIn(diverted, taken));
    expect([untrusted.header('diversion'), untrusted.header('history-info')]).toEqual([undefined, undefined]);
    await lab().apply({ change: (options) => ({ ...options, carrierSettings: { trusted: true } }) });
    const invite = inviteOf(await lab().callIn(diverted, taken));
    await lab().apply();
    expect(invite.headers('diversion')).toEqual(['<sip:+13125550199@127.0.0.1>;reason=no-answer;counter=1']);
    expect(invite.header('history-info')).toMatch(
      /^<sip:\+13125550199@127\.0\.0\.1\?Reason=SIP%3Bcause%3D408>;index=1, /,
    );
  });

  test('a caller who withholds the number stays anonymous to the PBX', async () => {
    const invite = inviteOf(
      await lab().callIn(call([`P-Asserted-Identity: <sip:${stranger}@127.0.0.1>`, 'Privacy: id']), taken),
    );
    expect(invite.header('p-asserted-identity')).toBeUndefined();
    expect(invite.header('from')).toMatch(/sip:anonymous@anonymous\.invalid/);
  });
});
