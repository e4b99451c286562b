import type { Body, Content, IncomingLeg } from '../sip/stack';
import type { AnsweredTarget } from './callerSide';
import type { CallPorts } from './callPorts';
import { Reoffer, type ReofferResult } from './reoffer';
import { sdpOf } from './sdp';
import { isNewToTarget } from './sdpChange';

/** Why caller and target have no media with each other; for the trace. */
export type NotJoined = string;

/**
 * Brings a caller that has an answer already together with a target that it does not know by it: the caller is offered the
 * target's media in a re-INVITE; where its answer is news to the target, the target is offered that, once. `done` is called
 * once, not after `stop`; null: both have each other's media.
 */
export class Joining {
  readonly #ports: Pick<CallPorts, 'wheel' | 'random'>;
  readonly #caller: IncomingLeg;
  readonly #target: AnsweredTarget;
  readonly #mayOffer: () => boolean;
  readonly #done: (why: NotJoined | null) => void;
  /** The re-INVITE under way, to the caller or to the target. */
  #reoffer: Reoffer | null = null;

  constructor(
    ports: Pick<CallPorts, 'wheel' | 'random'>,
    caller: IncomingLeg,
    target: AnsweredTarget,
    /** Whether the caller may be sent an offer now. */
    mayOffer: () => boolean,
    done: (why: NotJoined | null) => void,
  ) {
    this.#ports = ports;
    this.#caller = caller;
    this.#target = target;
    this.#mayOffer = mayOffer;
    this.#done = done;
  }

  /** @param offered session descriptions that the target may know the caller by */
  start(offer: Content, offered: Iterable<string>): void {
    this.#send(this.#caller, false, offer, (result) => {
      if (result.kind === 'refused') {
        this.#done(`the caller answered the re-INVITE with ${result.status}`);
        return;
      }
      result.request.acknowledge({});
      const answer = result.response.body;
      if (answer === null || !isNews(answer, offer.body, offered)) this.#done(null);
      else this.#tellTarget(answer);
    });
  }

  stop(): void {
    this.#reoffer?.stop();
    this.#reoffer = null;
  }

  #tellTarget(answer: Body): void {
    const { leg } = this.#target;
    if (leg === null) {
      this.#done(null);
      return;
    }
    this.#send(leg, true, { body: answer }, (result) => {
      if (result.kind === 'accepted') result.request.acknowledge({});
      this.#done(
        result.kind === 'accepted' ? null : `the target answered the re-INVITE with ${result.status}`,
      );
    });
  }

  #send(
    to: AnsweredTarget['leg'] & object,
    isTarget: boolean,
    offer: Content,
    done: (result: ReofferResult) => void,
  ): void {
    const mayOffer = isTarget ? (): boolean => true : this.#mayOffer;
    const reoffer = new Reoffer(this.#ports, to, isTarget, offer, mayOffer, (result) => {
      this.#reoffer = null;
      done(result);
    });
    this.#reoffer = reoffer;
    reoffer.send();
  }
}

function isNews(answer: Body, agreed: Body | null | undefined, offered: Iterable<string>): boolean {
  const [said, taken] = [sdpOf(answer), sdpOf(agreed)];
  if (said === null || taken === null) return false;
  for (const offer of offered) if (isNewToTarget(said, offer, taken)) return true;
  return false;
}
