import type { Body, MessageView } from '../../stack';
import type { Arrival } from '../transaction/transactionLayer';

/** A request as call control reads it. */
export class RequestView implements MessageView {
  constructor(protected readonly arrival: Arrival) {}

  get body(): Body | null {
    return this.arrival.request.body;
  }

  header(name: string): string | undefined {
    return this.arrival.request.header(name);
  }

  headers(name: string): readonly string[] {
    return this.arrival.request.headers(name);
  }

  passed(trusted: boolean): string {
    return this.arrival.request.passed(trusted);
  }
}
