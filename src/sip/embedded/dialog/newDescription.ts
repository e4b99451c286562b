import { TimerNode } from '../../../model/timerWheel';
import { carriesSdp } from '../../carriesSdp';
import { glareDelay } from '../../glare';
import type { Body, Content, IncomingRequest, LegListener, MessageView, ResponseView } from '../../stack';
import type { DialogLeg } from './dialogLeg';
import type { LegHost } from './legHost';

/** Told so often in all while call control cannot take it. */
const mostTries = 4;

/** The leg whose far end it is. */
export interface DescribedLeg {
  readonly host: LegHost;
  readonly ownsCallId: boolean;
  readonly leg: DialogLeg;
  listener(): LegListener;
}

/**
 * What a far end has said of its media, other than before, in the answer to a refresh that was the stack's own (RFC 4028): to
 * the other side of the call it is an offer, and so it comes to call control as a re-INVITE. Where the answer to that is
 * other than what the far end was told it is offered that, once; an offer that is under way is waited out.
 */
export class NewDescription extends TimerNode implements IncomingRequest {
  readonly method = 'INVITE';
  onCancel: (() => void) | null = null;
  private readonly view: ResponseView;
  private readonly described: DescribedLeg;
  private isAnswered = true;
  private tries = 0;

  constructor(described: DescribedLeg, response: ResponseView) {
    super();
    this.described = described;
    this.view = response;
  }

  tell(): void {
    const { leg } = this.described;
    if (leg.isOver) return;
    this.tries += 1;
    this.isAnswered = false;
    this.described.listener().request(this);
  }

  /** The leg is over, or has heard something newer. */
  stop(): void {
    this.isAnswered = true;
    this.described.host.wheel.cancel(this);
  }

  respond(
    status: number,
    _reason: string,
    content: Content,
    acknowledged?: (ack: MessageView) => void,
  ): void {
    if (this.isAnswered || status < 200) return;
    this.isAnswered = true;
    const { host, ownsCallId } = this.described;
    if (status < 300) {
      host.later(() => {
        acknowledged?.(nothingSaid);
        this.answered(content.body ?? null);
      });
    } else if ((status === 491 || status === 500) && this.tries < mostTries) {
      host.wheel.scheduleIn(this, glareDelay(ownsCallId, host.random));
    }
  }

  override onTimer(): void {
    this.tell();
  }

  get body(): Body | null {
    return this.view.body;
  }

  header(name: string): string | undefined {
    return this.view.header(name);
  }

  headers(name: string): readonly string[] {
    return this.view.headers(name);
  }

  passed(trusted: boolean): string {
    return this.view.passed(trusted);
  }

  private answered(body: Body | null): void {
    const { leg } = this.described;
    if (leg.isOver || !carriesSdp(body) || body?.content === leg.description?.content) return;
    const request = leg.request(
      'INVITE',
      { body },
      {
        final: (status) => {
          if (status < 300) request.acknowledge({});
        },
      },
    );
  }
}

/** The ACK that nobody sends. */
const nothingSaid: MessageView = {
  body: null,
  header: () => undefined,
  headers: () => [],
  passed: () => '',
};
