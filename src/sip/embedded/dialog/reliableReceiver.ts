import type { SipMessage } from '../../message/sipMessage';
import { reliableProvisionals } from '../../capabilities';

/** `heard` keeps the RSeq of the last response that was taken in order. */
export type ReliableReceiverState = 'unheard' | 'heard';
/** A response's RSeq: one above the last, the last once more, or anything else. `first`: none was heard. */
export type ReliableReceiverInput = 'first' | 'next' | 'repeated' | 'out_of_order';

type Row = Partial<Record<ReliableReceiverInput, readonly [ReliableReceiverState, 'take' | 'drop']>>;

/** RFC 3262 section 4, in one early dialog; what is taken is acknowledged and told, what is dropped is neither. */
export const reliableReceiverTable: Readonly<Record<ReliableReceiverState, Row>> = {
  unheard: {
    first: ['heard', 'take'], // whatever number it begins with
  },
  heard: {
    next: ['heard', 'take'],
    repeated: ['heard', 'drop'], // its PRACK is on its way, and repeats itself while it is not answered
    out_of_order: ['heard', 'drop'], // the one before was lost; both come again
  },
};

/** The order of reliable provisional responses in one early dialog of ours. */
export class ReliableReceiver {
  private state: ReliableReceiverState = 'unheard';
  private last = 0;

  /** Whether the response with this RSeq is to be acknowledged and told. */
  takes(responseNumber: number): boolean {
    const rule = reliableReceiverTable[this.state][this.inputOf(responseNumber)];
    if (rule === undefined) return false;
    const [next, action] = rule;
    this.state = next;
    if (action === 'drop') return false;
    this.last = responseNumber;
    return true;
  }

  private inputOf(responseNumber: number): ReliableReceiverInput {
    if (this.state === 'unheard') return 'first';
    if (responseNumber === this.last + 1) return 'next';
    return responseNumber === this.last ? 'repeated' : 'out_of_order';
  }
}

/** RSeq of a provisional response that has to be acknowledged; null: it has not (RFC 3262 sections 4 and 7.1). */
export function responseNumberOf(response: SipMessage): number | null {
  if (!response.hasRequire || response.status === 100 || response.toTag === '') return null;
  if (!requires(response, reliableProvisionals)) return null;
  const text = response.header('rseq') ?? '';
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 0xffffffff ? number : null;
}

export const requires = (message: SipMessage, option: string): boolean =>
  message.hasRequire && message.headers('require').some((value) => value.toLowerCase() === option);

/** Whether the sender says that it takes a method (RFC 3261 section 20.5). */
export const allows = (message: SipMessage, method: string): boolean =>
  message.headers('allow').includes(method);
