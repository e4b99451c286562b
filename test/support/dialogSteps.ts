import { pause, receiveRequest, receiveResponse, send, type ReceiveOptions, type Step } from './scenario';

/** What either end of a call does once there is a dialog; the ends differ in how they write themselves. */
export interface DialogEnd {
  /** What the branches of its requests are told apart by. */
  readonly branches: { readonly request: string; readonly acknowledgement: string };
  /** Header lines. */
  readonly from: string;
  readonly to: string;
  readonly contact: string;
}

export interface RequestOptions {
  readonly cseq?: number;
  readonly body?: string | null;
  readonly headers?: readonly string[];
  /** Of the body; left out: a session description. */
  readonly contentType?: string;
}

export const via = (branch: string): string =>
  `Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=z9hG4bK-[pid]-[call_number]-${branch}`;

export const typed = (body: string | null, type = 'application/sdp'): string[] =>
  body === null ? [] : [`Content-Type: ${type}`];

/** ACK of a 2xx: a transaction of its own, to the remote target (RFC 3261 section 13.2.2.4). */
export function acknowledge(end: DialogEnd, { cseq = 1, body = null }: RequestOptions = {}): Step {
  return send(
    [
      'ACK [next_url] SIP/2.0',
      via(`${end.branches.acknowledgement}${cseq}`),
      '[routes]',
      end.from,
      end.to,
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ACK`,
      'Max-Forwards: 70',
      ...typed(body),
    ],
    body,
  );
}

export function request(
  end: DialogEnd,
  method: string,
  { cseq = 1, body = null, headers = [], contentType }: RequestOptions = {},
): Step {
  return send(
    [
      `${method} [next_url] SIP/2.0`,
      via(`${end.branches.request}${cseq}`),
      '[routes]',
      end.from,
      end.to,
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
      ...(method === 'INVITE' || method === 'UPDATE' ? [end.contact] : []),
      'Max-Forwards: 70',
      ...headers,
      ...typed(body, contentType),
    ],
    body,
    'retrans="500"',
  );
}

export function hangUp(end: DialogEnd, cseq: number): Step {
  return [request(end, 'BYE', { cseq }), receiveResponse(200)].join('\n');
}

/** A re-INVITE with its offer, to the ACK. */
export function reinvite(end: DialogEnd, cseq: number, offer: string, expected: ReceiveOptions = {}): Step {
  return [
    request(end, 'INVITE', { cseq, body: offer }),
    receiveResponse(100, { optional: true }),
    receiveResponse(200, expected),
    acknowledge(end, { cseq }),
  ].join('\n');
}

/** A re-INVITE that the far end refuses with this status, to the ACK. */
export function refusedReinvite(end: DialogEnd, cseq: number, offer: string, status: number): Step {
  return [
    request(end, 'INVITE', { cseq, body: offer }),
    receiveResponse(100, { optional: true }),
    receiveResponse(status),
    acknowledgeRefused(end, cseq),
  ].join('\n');
}

/** The ACK of a refused re-INVITE, in its transaction (RFC 3261 section 17.1.1.3). */
export function acknowledgeRefused(end: DialogEnd, cseq: number): Step {
  return send([
    'ACK [next_url] SIP/2.0',
    via(`${end.branches.request}${cseq}`),
    '[routes]',
    end.from,
    end.to,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ACK`,
    'Max-Forwards: 70',
  ]);
}

/** Refuses a request of the far end. */
export function refuseRequest(method: string, status: number, reason: string): Step {
  return [
    receiveRequest(method),
    send(
      [
        `SIP/2.0 ${status} ${reason}`,
        '[last_Via:]',
        '[last_From:]',
        '[last_To:]',
        '[last_Call-ID:]',
        '[last_CSeq:]',
      ],
      null,
      method === 'INVITE' ? 'retrans="500"' : '',
    ),
    ...(method === 'INVITE' ? [receiveRequest('ACK')] : []),
  ].join('\n');
}

/** A re-INVITE that asks for an offer, and takes it with this answer in the ACK (RFC 3261 section 14.1). */
export function offerlessReinvite(end: DialogEnd, cseq: number, body: string): Step {
  return [
    request(end, 'INVITE', { cseq }),
    receiveResponse(100, { optional: true }),
    receiveResponse(200),
    acknowledge(end, { cseq, body }),
  ].join('\n');
}

/** Answers a request of the far end with 200, `afterMs` later. */
export function answerRequest(
  end: DialogEnd,
  method: string,
  body: string | null,
  options: ReceiveOptions,
  headers: readonly string[] = [],
  afterMs = 0,
): Step {
  return [
    receiveRequest(method, options),
    ...(afterMs === 0 ? [] : [pause(afterMs)]),
    send(
      [
        'SIP/2.0 200 OK',
        '[last_Via:]',
        '[last_From:]',
        '[last_To:]',
        '[last_Call-ID:]',
        '[last_CSeq:]',
        ...(method === 'INVITE' ? [end.contact] : []),
        ...headers,
        ...typed(body),
      ],
      body,
      method === 'INVITE' ? 'retrans="500"' : '',
    ),
    ...(method === 'INVITE' ? [receiveRequest('ACK')] : []),
  ].join('\n');
}
