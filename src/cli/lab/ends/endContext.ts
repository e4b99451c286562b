import type { Timers } from '../../../model/ports';
import type { CallBook } from './callBook';
import type { EndAddress } from './endsProtocol';

/** What a call of a simulated end works with. */
export interface EndContext {
  readonly timers: Timers;
  readonly book: CallBook;
  readonly address: EndAddress;
  readonly service: EndAddress;
  readonly run: string;
}
