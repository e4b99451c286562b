import { TimerNode } from '../../../model/timerWheel';
import type { Flow } from '../transport/transport';
import { T1, T2, transactionTimeout } from '../transaction/timing';
import type { LegHost } from './legHost';

/** Repeats a 2xx to INVITE until its ACK comes, over any transport (RFC 3261 section 13.3.1.4). */
export class AnswerRepeater extends TimerNode {
  private interval = T1;
  private readonly giveUpAt: number;

  constructor(
    private readonly host: LegHost,
    /** CSeq of the INVITE that was answered, which its ACK repeats. */
    readonly sequence: number,
    private readonly text: string,
    private readonly flow: Flow,
    /** No ACK within 64*T1: the dialog is to be ended. */
    private readonly onGivenUp: () => void,
  ) {
    super();
    this.giveUpAt = host.clock.now() + transactionTimeout;
    host.wheel.scheduleIn(this, T1);
  }

  stop(): void {
    this.host.wheel.cancel(this);
  }

  override onTimer(): void {
    const now = this.host.clock.now();
    if (now >= this.giveUpAt) {
      this.onGivenUp();
      return;
    }
    this.host.layer.counters.responseRetransmissions += 1;
    this.host.layer.send(this.text, this.flow);
    this.interval = Math.min(this.interval * 2, T2);
    this.host.wheel.schedule(this, Math.min(now + this.interval, this.giveUpAt));
  }
}
