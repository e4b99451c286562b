import { receiveRequest, receiveResponse, send, type ReceiveOptions, type Step } from './scenario';
import { sdp } from './sdp';

/** The calling end (UAC) of sipp scenarios. Keys: `calling` and `called` numbers, `contact_port`. */

interface RequestOptions {
  readonly cseq?: number;
  readonly body?: string | null;
  readonly headers?: readonly string[];
}

const via = (branch: string): string =>
  `Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK-[pid]-[call_number]-${branch}`;

const from = 'From: <sip:[calling]@[local_ip]:[local_port]>;tag=[pid]caller[call_number]';
const contact = 'Contact: <sip:[calling]@[local_ip]:[contact_port];transport=[transport]>';

const typed = (body: string | null): string[] => (body === null ? [] : ['Content-Type: application/sdp']);

export function invite({ body = sdp(), headers = [], cseq = 1 }: RequestOptions = {}): Step {
  return send(
    [
      'INVITE sip:[called]@[remote_ip]:[remote_port] SIP/2.0',
      via(`i${cseq}`),
      from,
      'To: <sip:[called]@[remote_ip]:[remote_port]>',
      'Call-ID: [call_id]',
      `CSeq: ${cseq} INVITE`,
      contact,
      'Max-Forwards: 70',
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO',
      ...headers,
      ...typed(body),
    ],
    body,
    'retrans="500"',
  );
}

/** Passes over 100 and then takes the named response. */
export function receive(status: number, options: ReceiveOptions = {}): Step {
  return [receiveResponse(100, { optional: true }), receiveResponse(status, options)].join('\n');
}

/** The 200 of the INVITE, ringing before it or not. */
export function answered(options: ReceiveOptions = {}): Step {
  return [
    receiveResponse(100, { optional: true }),
    receiveResponse(180, { optional: true }),
    receiveResponse(183, { optional: true }),
    receiveResponse(200, { dialog: true, ...options }),
  ].join('\n');
}

/** ACK of a 2xx: a transaction of its own, to the remote target (RFC 3261 section 13.2.2.4). */
export function acknowledge({ cseq = 1, body = null }: RequestOptions = {}): Step {
  return send(
    [
      'ACK [next_url] SIP/2.0',
      via(`a${cseq}`),
      '[routes]',
      from,
      'To: <sip:[called]@[remote_ip]:[remote_port]>[peer_tag_param]',
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ACK`,
      'Max-Forwards: 70',
      ...typed(body),
    ],
    body,
  );
}

/** ACK of a refusal: of the INVITE's transaction, to where the INVITE went (RFC 3261 section 17.1.1.3). */
export function acknowledgeRefusal(cseq = 1): Step {
  return send([
    'ACK sip:[called]@[remote_ip]:[remote_port] SIP/2.0',
    via(`i${cseq}`),
    from,
    'To: <sip:[called]@[remote_ip]:[remote_port]>[peer_tag_param]',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ACK`,
    'Max-Forwards: 70',
  ]);
}

/** A refusal with this status, acknowledged. */
export function refused(status: number, options: ReceiveOptions = {}): Step {
  return [
    receiveResponse(100, { optional: true }),
    receiveResponse(180, { optional: true }),
    receiveResponse(183, { optional: true }),
    receiveResponse(status, options),
    acknowledgeRefusal(),
  ].join('\n');
}

export function cancel(): Step {
  return send(
    [
      'CANCEL sip:[called]@[remote_ip]:[remote_port] SIP/2.0',
      via('i1'),
      from,
      'To: <sip:[called]@[remote_ip]:[remote_port]>',
      'Call-ID: [call_id]',
      'CSeq: 1 CANCEL',
      'Max-Forwards: 70',
    ],
    null,
    'retrans="500"',
  );
}

/** CANCEL, its 200, the INVITE's 487 and the ACK. */
export function giveUp(): Step {
  return [cancel(), receiveResponse(200), receiveResponse(487), acknowledgeRefusal()].join('\n');
}

/** A request inside the dialog. */
export function request(method: string, { cseq = 2, body = null, headers = [] }: RequestOptions = {}): Step {
  return send(
    [
      `${method} [next_url] SIP/2.0`,
      via(`r${cseq}`),
      '[routes]',
      from,
      'To: <sip:[called]@[remote_ip]:[remote_port]>[peer_tag_param]',
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
      ...(method === 'INVITE' || method === 'UPDATE' ? [contact] : []),
      'Max-Forwards: 70',
      ...headers,
      ...typed(body),
    ],
    body,
    'retrans="500"',
  );
}

export function hangUp(cseq = 2): Step {
  return [request('BYE', { cseq }), receiveResponse(200)].join('\n');
}

/** A re-INVITE with its offer, to the ACK. */
export function reinvite(cseq: number, offer: string, expected: ReceiveOptions = {}): Step {
  return [
    request('INVITE', { cseq, body: offer }),
    receiveResponse(100, { optional: true }),
    receiveResponse(200, { dialog: true, ...expected }),
    acknowledge({ cseq }),
  ].join('\n');
}

/** Answers a request of the far end with 200. */
export function answerRequest(
  method: string,
  body: string | null = null,
  options: ReceiveOptions = {},
): Step {
  return [
    receiveRequest(method, options),
    send(
      [
        'SIP/2.0 200 OK',
        '[last_Via:]',
        '[last_From:]',
        '[last_To:]',
        '[last_Call-ID:]',
        '[last_CSeq:]',
        ...(method === 'INVITE' ? [contact] : []),
        ...typed(body),
      ],
      body,
      method === 'INVITE' ? 'retrans="500"' : '',
    ),
    ...(method === 'INVITE' ? [receiveRequest('ACK')] : []),
  ].join('\n');
}
