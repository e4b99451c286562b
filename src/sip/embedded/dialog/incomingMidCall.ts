import type { Content, IncomingRequest, MessageView, MidCallMethod } from '../../stack';
import { InviteServerTransaction } from '../transaction/inviteServer';
import type { NonInviteServerTransaction } from '../transaction/nonInviteServer';
import type { Arrival } from '../transaction/transactionLayer';
import { reliableProvisionals } from '../../capabilities';
import type { DialogLeg } from './dialogLeg';
import { requires } from './reliableReceiver';
import { RequestView } from './requestView';

const unheard = (): void => undefined;

/** A request of theirs inside the dialog that waits for call control's answer. */
export class IncomingMidCall extends RequestView implements IncomingRequest {
  onCancel: (() => void) | null = null;
  private answered = false;

  constructor(
    private readonly leg: DialogLeg,
    arrival: Arrival,
    readonly transaction: InviteServerTransaction | NonInviteServerTransaction,
  ) {
    super(arrival);
  }

  get method(): MidCallMethod {
    const { method } = this.arrival.request;
    // Call control hears of a PRACK only where it makes an offer, and answers that as an UPDATE's (RFC 3262 section 5).
    // Methods that it does not speak were refused before.
    return method === 'PRACK' ? 'UPDATE' : (method as MidCallMethod);
  }

  respond(
    status: number,
    reason: string,
    content: Content,
    acknowledged: (ack: MessageView) => void = unheard,
  ): void {
    if (this.answered || !this.mayRespond(status)) return;
    const { request } = this.arrival;
    if (status >= 200 && status < 300 && (request.method === 'INVITE' || request.method === 'UPDATE')) {
      this.leg.descriptions.noteTheirs(request);
      this.leg.descriptions.noteOurs(content.body);
    }
    const text = this.leg.composeAnswer(this.arrival, status, reason, content);
    if (status >= 200) {
      this.answered = true;
      this.leg.incomingOfferAnswered(this);
    }
    if (!(this.transaction instanceof InviteServerTransaction)) {
      this.transaction.respond(status, text);
    } else if (status < 200) {
      this.transaction.respond('provisional', text);
    } else if (status < 300) {
      this.transaction.respond('success', text);
      this.leg.sendAnswer(this.arrival.request.cseq, text, this.transaction.flow, acknowledged);
    } else {
      this.transaction.respond('failure', text);
    }
  }

  /** A re-INVITE's provisional responses are not sent reliably: to who requires that, none is (RFC 3262 section 3). */
  private mayRespond(status: number): boolean {
    return status <= 100 || status >= 200 || !requires(this.arrival.request, reliableProvisionals);
  }

  /** An answer of the stack's own. */
  refuse(status: number, reason: string, headers = ''): void {
    this.respond(status, reason, { headers });
  }
}
