import { formatHostPort } from '../../model/hostPort';
import type { Timer } from '../../model/ports';
import { userAgentHeader } from '../capabilities';
import { formatNameAddress } from '../nameAddress';
import { redirectionHeaders } from '../redirectionHeaders';
import { referredByHeader } from '../referredByHeader';
import type { Content, LegEnd, OutgoingInvite, OutgoingLeg, OutgoingLegListener, Target } from '../stack';
import { escapeUser } from '../uri';
import type { PendingOffer } from '../offerOverlap';
import { DrachtioLeg, tagsOf } from './drachtioLeg';
import { patienceMs, type LegHome } from './legHome';
import type { SrfAcknowledge, SrfOutgoingRequest, SrfRequest, SrfResponse } from './srf';
import { isHeard, nothingSaid, responseView, sendIfThere, srfContent, viewOf } from './srfMessage';

/** The called side of a call (RFC 3261 section 13.2). */
export class DrachtioOutgoingLeg extends DrachtioLeg implements OutgoingLeg {
  readonly #heard: OutgoingLegListener;
  #request: SrfRequest | null = null;
  #acknowledge: SrfAcknowledge | null = null;
  #heardProvisional = false;
  /** The caller of `cancel` has given up; the final response is awaited. */
  #cancelContent: Content | null = null;
  #cancelSent = false;
  /** Ends the wait for a first sign of life, and for the end of a cancelled leg. */
  #patience: Timer;

  constructor(home: LegHome, invite: OutgoingInvite, callId: string, heard: OutgoingLegListener) {
    super(home, callId, invite.target.transport);
    this.#heard = heard;
    this.#patience = home.wheel.after(patienceMs, () => {
      this.#outOfPatience();
    });
    home.send(this.#inviteRequest(invite), (error, request) => {
      if (error === null) this.#sent(request);
      else this.endedBy(this.#isGivenUp ? { kind: 'timeout' } : { kind: 'transport_error' });
    });
  }

  acknowledge(content: Content): void {
    const acknowledge = this.#acknowledge;
    this.#acknowledge = null;
    if (acknowledge === null) return;
    const sent = this.contentOf(content, 'bare');
    sendIfThere(() => acknowledge(sent));
  }

  cancel(content: Content = {}): void {
    if (this.phase !== 'early' || this.#isGivenUp) return;
    this.#cancelContent = content;
    this.#sendCancel();
    this.#patience.cancel();
    this.#patience = this.home.wheel.after(patienceMs, () => {
      this.#outOfPatience();
    });
  }

  override bye(content: Content = {}): void {
    if (this.phase !== 'confirmed') return;
    this.acknowledge({}); // RFC 3261 section 13.2.2.4
    super.bye(content);
  }

  get #isGivenUp(): boolean {
    return this.#cancelContent !== null;
  }

  #sent(request: SrfRequest): void {
    this.#request = request;
    this.contactIs(request.msg);
    request.on('update', (update, answer) => {
      this.receive(update, answer);
    });
    request.on('response', (response, acknowledge) => {
      if (response.status < 200) this.#provisional(response, acknowledge);
      else this.#final(response, acknowledge);
    });
    if (this.#isGivenUp) this.#sendCancel();
    // That of the target the server keeps to itself: this says that the server tries, and gives up where nobody answers.
    else if (!this.isOver) this.#heard.provisional({ ...nothingSaid, status: 100, reason: 'Trying' });
  }

  #provisional(response: SrfResponse, acknowledge: SrfAcknowledge): void {
    if (response.has('RSeq')) sendIfThere(() => acknowledge(srfContent({}))); // RFC 3262 section 4
    if (!this.#heardProvisional) {
      this.#heardProvisional = true;
      if (!this.#isGivenUp) this.#patience.cancel();
    }
    if (this.#isGivenUp) this.#sendCancel();
    else if (!this.isOver) {
      this.#heard.provisional(responseView(response.msg, response.status, response.reason));
    }
  }

  #final(response: SrfResponse, acknowledge: SrfAcknowledge): void {
    const { status, reason, msg, stackDialogId } = response;
    this.#request = null;
    this.#patience.cancel();
    if (status >= 300) {
      if (isHeard(response)) this.endedBy({ kind: 'failed', response: responseView(msg, status, reason) });
      else
        this.endedBy(status === 408 || this.#isGivenUp ? { kind: 'timeout' } : { kind: 'transport_error' });
      return;
    }
    if (this.isOver || stackDialogId === undefined) {
      sendIfThere(() => acknowledge(srfContent({})));
      if (stackDialogId !== undefined) {
        this.dialogId = stackDialogId;
        this.sendBye({});
      }
      this.endedBy({ kind: 'lost' });
      return;
    }
    this.confirmedAs(stackDialogId, tagsOf(viewOf(msg), 'from'));
    this.#acknowledge = acknowledge;
    if (!this.#isGivenUp) {
      this.#heard.answered(responseView(msg, status, reason));
      return;
    }
    this.bye();
    this.#heard.ended({ kind: 'answered_late' });
  }

  /** Once. The server holds it until a provisional response has come (RFC 3261 section 9.1); of 100 it does not tell. */
  #sendCancel(): void {
    const request = this.#request;
    if (this.#cancelSent || request === null) return;
    this.#cancelSent = true;
    const content = srfContent(this.#cancelContent ?? {});
    sendIfThere(() => request.cancel(content, () => undefined));
  }

  #outOfPatience(): void {
    this.endedBy({ kind: 'timeout' });
  }

  protected override close(): void {
    super.close();
    this.#patience.cancel();
  }

  protected override listener(): OutgoingLegListener {
    return this.#heard;
  }

  protected override get goneBeforeAnswer(): LegEnd {
    return this.#isGivenUp ? { kind: 'timeout' } : { kind: 'transport_error' };
  }

  protected override get firstOffer(): PendingOffer {
    return 'ours';
  }

  /** Via, CSeq and what else makes the dialog are the server's; `localhost` becomes its own address. */
  #inviteRequest(invite: OutgoingInvite): SrfOutgoingRequest {
    const own = (user: string): string => `sip:${escapeUser(user)}@localhost`;
    const from =
      invite.from === null
        ? '"Anonymous" <sip:anonymous@anonymous.invalid>' // RFC 3323 section 4.1.1.3
        : formatNameAddress(invite.display, own(invite.from));
    // What the server does not rewrite has its address from the start.
    const ownHere = (user: string): string => `sip:${escapeUser(user)}@${this.home.address}`;
    const headers =
      `Call-ID: ${this.callId}\r\nFrom: ${from}\r\nTo: <sip:${escapeUser(invite.to)}@${formatHostPort(invite.target.host, null)}>\r\n` +
      `Max-Forwards: ${invite.maxForwards}\r\n${userAgentHeader}` +
      (invite.asserted === null ? '' : `P-Asserted-Identity: <${own(invite.asserted)}>\r\n`) +
      (invite.privacy ? 'Privacy: id\r\n' : '') +
      redirectionHeaders(invite.redirections ?? [], invite.requestUri, ownHere) +
      referredByHeader(invite.referredBy, ownHere) +
      (invite.content.headers ?? '');
    return {
      method: 'INVITE',
      uri: sipUriOf(invite),
      proxy: routeTo(invite.target),
      ...this.contentOf({ headers, body: invite.content.body ?? null }, 'names_target'),
    };
  }
}

/** The server sends to no URN: an emergency service goes out as the user part that stands for it, `sos` (RFC 5031). */
const sipUriOf = ({ requestUri, target: { host, port } }: OutgoingInvite): string => {
  const service = /^urn:(?:service:)?(.+)$/i.exec(requestUri)?.[1];
  return service === undefined ? requestUri : `sip:${escapeUser(service)}@${formatHostPort(host, port)}`;
};

export const routeTo = ({ host, port, transport }: Target): string =>
  `sip:${formatHostPort(host, port)};transport=${transport};lr`;
