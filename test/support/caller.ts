import * as dialog from './dialogSteps';
import { typed, via, type DialogEnd, type RequestOptions } from './dialogSteps';
import { receiveResponse, send, type ReceiveOptions, type Step } from './scenario';
import { sdp } from './sdp';

/** The calling end (UAC) of sipp scenarios. Keys: `calling` and `called` numbers, `contact_port`. */

const from = 'From: <sip:[calling]@[local_ip]:[local_port]>;tag=[pid]caller[call_number]';
const contact = 'Contact: <sip:[calling]@[local_ip]:[contact_port];transport=[transport]>';

const end: DialogEnd = {
  branches: { request: 'r', acknowledgement: 'a' },
  from,
  to: 'To: <sip:[called]@[remote_ip]:[remote_port]>[peer_tag_param]',
  contact,
};

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

/** A provisional response that wants a PRACK, and the 200 of that (RFC 3262). */
export function acknowledgedProvisional(status: number, cseq: number, options: ReceiveOptions = {}): Step {
  return [
    receiveResponse(100, { optional: true }),
    receiveResponse(status, { dialog: true, keep: { rseq: 'RSeq' }, ...options }),
    dialog.request(end, 'PRACK', { cseq, headers: ['RAck:[$rseq] 1 INVITE'] }),
    receiveResponse(200),
  ].join('\n');
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

/** ACK of a 2xx. */
export const acknowledge = (options: RequestOptions = {}): Step => dialog.acknowledge(end, options);

/** ACK of a refusal: of the INVITE's transaction, to where the INVITE went (RFC 3261 section 17.1.1.3). */
export function acknowledgeRefusal(cseq = 1): Step {
  return send([
    'ACK sip:[called]@[remote_ip]:[remote_port] SIP/2.0',
    via(`i${cseq}`),
    from,
    end.to,
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
export const request = (method: string, options: RequestOptions = {}): Step =>
  dialog.request(end, method, { cseq: 2, ...options });

export const hangUp = (cseq = 2): Step => dialog.hangUp(end, cseq);

/** A re-INVITE with its offer, to the ACK. */
export const reinvite = (cseq: number, offer: string, expected: ReceiveOptions = {}): Step =>
  dialog.reinvite(end, cseq, offer, { dialog: true, ...expected });

/** Answers a request of the far end with 200. */
export const answerRequest = (
  method: string,
  body: string | null = null,
  options: ReceiveOptions = {},
  afterMs = 0,
): Step => dialog.answerRequest(end, method, body, options, [], afterMs);

export const refusedReinvite = (cseq: number, offer: string, status: number): Step =>
  dialog.refusedReinvite(end, cseq, offer, status);

export const offerlessReinvite = (cseq: number, body: string): Step =>
  dialog.offerlessReinvite(end, cseq, body);

export const acknowledgeRefused = (cseq: number): Step => dialog.acknowledgeRefused(end, cseq);

export const { refuseRequest } = dialog;
