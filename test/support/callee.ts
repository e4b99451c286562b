import * as dialog from './dialogSteps';
import { typed, type DialogEnd } from './dialogSteps';
import { receiveRequest, send, type ReceiveOptions, type Step } from './scenario';
import { sdp } from './sdp';

/** The called end (UAS) of sipp scenarios. Key: `contact_port`. */

interface ResponseOptions {
  readonly body?: string | null;
  readonly headers?: readonly string[];
}

const contact = 'Contact: <sip:callee@[local_ip]:[contact_port];transport=[transport]>';
const tag = ';tag=[pid]callee[call_number]';

const end: DialogEnd = {
  branches: { request: 'c', acknowledgement: 'k' },
  from: `From:[$near]${tag}`,
  to: 'To:[$far]',
  contact,
};

/** The INVITE; what later requests of this end need is kept. */
export function receiveInvite(options: ReceiveOptions = {}): Step {
  return receiveRequest('INVITE', {
    dialog: true,
    keep: { far: 'From', near: 'To', invite: 'CSeq', way: 'Via' },
    ...options,
  });
}

/** A response to the INVITE; final ones are repeated until the ACK. */
export function respond(
  status: number,
  reason: string,
  { body = null, headers = [] }: ResponseOptions = {},
): Step {
  return send(
    [
      `SIP/2.0 ${status} ${reason}`,
      '[last_Via:]',
      '[last_From:]',
      `[last_To:]${status === 100 ? '' : tag}`,
      '[last_Call-ID:]',
      '[last_CSeq:]',
      ...(status > 100 && status < 300 ? [contact] : []),
      ...headers,
      ...typed(body),
    ],
    body,
    status >= 200 ? 'retrans="500"' : '',
  );
}

/** A response to the INVITE when another request has come since; `branch` is one of a fork, with a tag of its own. */
export function respondToInvite(
  status: number,
  reason: string,
  { body = null, headers = [], branch = '' }: ResponseOptions & { readonly branch?: string } = {},
): Step {
  return send(
    [
      `SIP/2.0 ${status} ${reason}`,
      'Via:[$way]',
      'From:[$far]',
      `To:[$near]${tag}${branch}`,
      'Call-ID: [call_id]',
      'CSeq:[$invite]',
      ...(status < 300 ? [contact] : []),
      ...headers,
      ...typed(body),
    ],
    body,
    status >= 200 ? 'retrans="500"' : '',
  );
}

/** A provisional response with this RSeq, to its PRACK (RFC 3262). */
export const respondReliably = (
  status: number,
  reason: string,
  responseNumber: number,
  body: string | null = null,
  headers: readonly string[] = [],
): Step =>
  [
    respondToInvite(status, reason, {
      body,
      headers: ['Require: 100rel', `RSeq: ${responseNumber}`, ...headers],
    }),
    receiveRequest('PRACK', { match: { RAck: `${responseNumber} 1 INVITE` } }),
    send(['SIP/2.0 200 OK', '[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]']),
  ].join('\n');

export const ring: Step = respond(180, 'Ringing');

/** 200 with an answer (or an offer), and its ACK. */
export function answer(body: string | null = sdp({ port: 41_000 }), acknowledged: ReceiveOptions = {}): Step {
  return [respond(200, 'OK', { body }), receiveRequest('ACK', acknowledged)].join('\n');
}

export function refuse(status: number, reason: string, headers: readonly string[] = []): Step {
  return [respond(status, reason, { headers }), receiveRequest('ACK')].join('\n');
}

/** A re-INVITE of the far end that is left waiting, and its refusal after whatever happens meanwhile. */
export function refuseLater(status: number, reason: string, ...meanwhile: readonly Step[]): Step {
  return [
    receiveRequest('INVITE', { keep: { waiting_via: 'Via', waiting_cseq: 'CSeq' } }),
    ...meanwhile,
    send(
      [
        `SIP/2.0 ${status} ${reason}`,
        'Via:[$waiting_via]',
        'From:[$far]',
        `To:[$near]${tag}`,
        'Call-ID: [call_id]',
        'CSeq:[$waiting_cseq]',
      ],
      null,
      'retrans="500"',
    ),
    receiveRequest('ACK'),
  ].join('\n');
}

/** Answers a request inside the dialog with 200. */
export const answerRequest = (
  method: string,
  body: string | null = null,
  options: ReceiveOptions = {},
  headers: readonly string[] = [],
): Step => dialog.answerRequest(end, method, body, options, headers);

export const awaitHangUp: Step = answerRequest('BYE');

/** CANCEL answered with 200, the INVITE with 487. */
export const cancelled: Step = [
  receiveRequest('CANCEL'),
  send([
    'SIP/2.0 200 OK',
    '[last_Via:]',
    '[last_From:]',
    `[last_To:]${tag}`,
    '[last_Call-ID:]',
    '[last_CSeq:]',
  ]),
  send(
    [
      'SIP/2.0 487 Request Terminated',
      '[last_Via:]',
      '[last_From:]',
      `[last_To:]${tag}`,
      '[last_Call-ID:]',
      'CSeq:[$invite]',
    ],
    null,
    'retrans="500"',
  ),
  receiveRequest('ACK'),
].join('\n');

/** A request of this end inside the dialog. */
export const request = (
  method: string,
  cseq = 1,
  body: string | null = null,
  headers: readonly string[] = [],
): Step => dialog.request(end, method, { cseq, body, headers });

export const hangUp = (cseq = 1): Step => dialog.hangUp(end, cseq);

export const reinvite = (cseq: number, offer: string, expected: ReceiveOptions = {}): Step =>
  dialog.reinvite(end, cseq, offer, expected);

export const refusedReinvite = (cseq: number, offer: string, status: number): Step =>
  dialog.refusedReinvite(end, cseq, offer, status);

export const offerlessReinvite = (cseq: number, body: string): Step =>
  dialog.offerlessReinvite(end, cseq, body);
