import { deepStrictEqual as same, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { EmbeddedLab, nothingLeft } from './embeddedLab';
import { offer, RawPeer } from './rawSip';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Something done to a message: cut, bits flipped, a header line doubled, dropped or moved, bytes put in. */
type Mutation = (text: string) => string;

const at = (text: string, share: number): number => Math.floor(share * text.length);
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const onLines =
  (change: (lines: string[], index: number) => void) =>
  (where: number): Mutation => {
    return (text) => {
      const lines = text.split('\r\n');
      change(lines, Math.floor(where * lines.length));
      return lines.join('\r\n');
    };
  };

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  share.map(
    (where): Mutation =>
      (text) =>
        text.slice(0, at(text, where)),
  ),
  fc.tuple(share, fc.integer({ min: 0, max: 7 })).map(([where, bit]): Mutation => (text) => {
    const index = at(text, where);
    const flipped = String.fromCharCode((text.charCodeAt(index) || 0) ^ (1 << bit));
    return text.slice(0, index) + flipped + text.slice(index + 1);
  }),
  fc.tuple(share, fc.uint8Array({ maxLength: 20 })).map(([where, bytes]): Mutation => (text) => {
    const index = at(text, where);
    return text.slice(0, index) + latin1(bytes) + text.slice(index);
  }),
  share.map(onLines((lines, index) => lines.splice(index, 0, lines[index] ?? ''))),
  share.map(onLines((lines, index) => lines.splice(index, 1))),
  share.map(onLines((lines, index) => lines.push(...lines.splice(index, 1)))),
  share.map(onLines((lines, index) => (lines[index] = ` ${lines[index] ?? ''}`))),
);

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
const mutate = (text: string, changes: readonly Mutation[]): string =>
  changes.reduce((changed, change) => change(changed), text);

const isResponse = (text: string): boolean => /^(?:\r\n)*SIP\/2\.0 /.test(text);
const isAck = (text: string): boolean => /^(?:\r\n)*ACK /.test(text);
const kind = fc.constantFrom('INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'INFO', '200', '486');

/** What must hold whatever comes in; `fed` hears of every message. `scale`: so many times as many messages to one stack. */
export function sipFuzz(fed: () => void, scale = 1) {
  const feed = (lab: EmbeddedLab, text: string) => {
    fed();
    return lab.feed(text);
  };
  return {
    'random bytes: no answer but to what reads as a request, nothing thrown, nothing kept': fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 * scale, size: 'max' }),
      async (datagrams) => {
        const lab = new EmbeddedLab();
        await lab.start();
        for (const bytes of datagrams) same(feed(lab, latin1(bytes)), []);
        same(await lab.runOut(), nothingLeft);
      },
    ),
    'requests and responses of a call, mutilated and mixed': fc.asyncProperty(
      fc.array(fc.tuple(kind, fc.option(mutations), fc.integer({ min: 1, max: 3 })), {
        maxLength: 25 * scale,
        size: 'max',
      }),
      fc.constantFrom('answer', 'reject', 'ignore', 'ring'),
      async (steps, deed) => {
        const lab = new EmbeddedLab();
        await lab.start((leg) => {
          if (deed === 'answer') leg.answer({});
          else if (deed === 'reject') leg.reject(486, 'Busy Here', {});
          else if (deed === 'ignore') leg.ignore();
          else leg.provisional(180, 'Ringing', {});
        });
        const writer = new RawPeer(lab.network);
        for (const [method, changes, cseq] of steps) {
          const isMethod = /^[A-Z]/.test(method);
          const request = writer.request(isMethod ? method : 'INVITE', {
            callId: 'fuzz',
            from: '<sip:a@127.0.1.2>;tag=f',
            branch: `z9hG4bKf${cseq}`,
            cseq,
            to: `<sip:b@127.0.1.1>${toTag(lab, method)}`,
            body: method === 'INVITE' ? offer : '',
          });
          const whole = isMethod ? request : request.replace(/^[^\r]*/, `SIP/2.0 ${method} X`);
          const text = changes === null ? whole : mutate(whole, changes);
          const answers = feed(lab, text);
          // An ACK may let a BYE go that waited for it, and nothing else.
          if (isResponse(text) || isAck(text))
            ok(
              answers.every(({ isRequest }) => isRequest),
              text,
            );
        }
        same(await lab.runOut(), nothingLeft);
      },
    ),
    'mutilated answers to a call of ours: it ends once, and nothing is kept': fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(100, 180, 183, 200, 302, 404, 487, 503), fc.option(mutations)), {
        maxLength: 10 * scale,
        size: 'max',
      }),
      fc.boolean(),
      async (answers, cancels) => {
        const lab = new EmbeddedLab();
        await lab.start();
        const events: string[] = [];
        const leg = lab.stack.invite(
          {
            target: { host: '127.0.1.2', port: 5060, transport: 'udp' },
            requestUri: 'sip:x@127.0.1.2',
            from: 'a',
            display: null,
            to: 'x',
            asserted: null,
            privacy: false,
            maxForwards: 70,
            content: {},
          },
          {
            provisional: () => undefined,
            answered: () => events.push('answered'),
            ended: () => events.push('ended'),
            request: () => undefined,
          },
        );
        const invite = lab.network.log[0]?.text ?? '';
        for (const [status, changes] of answers) {
          const whole = invite
            .replace(/^[^\r]*/, `SIP/2.0 ${status} X`)
            .replace(/\r\nTo: [^\r]*/, '$&;tag=far');
          feed(lab, changes === null ? whole : mutate(whole, changes));
          if (cancels) leg.cancel();
        }
        leg.cancel();
        leg.bye();
        same(await lab.runOut(), nothingLeft);
        // At most once each, and the end last.
        ok(['ended', 'answered', 'answered,ended'].includes(events.join()), events.join());
      },
    ),
  };
}

/** Inside the dialog, once there is one, so that the fuzz reaches the legs too. */
function toTag(lab: EmbeddedLab, method: string): string {
  if (method === 'INVITE' || method === 'CANCEL') return '';
  const made = lab.network.log.find(({ text }) => /^SIP\/2\.0 (?:180|200)/.test(text));
  const tag = /\r\nTo: [^\r]*(;tag=[0-9a-f]+)/.exec(made?.text ?? '')?.[1];
  return tag ?? '';
}
