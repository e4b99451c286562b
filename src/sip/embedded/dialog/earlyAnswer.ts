import type { Body, ResponseView } from '../../stack';
import type { SipMessage } from '../../message/sipMessage';

/**
 * A 2xx as call control reads it: with the answer that a reliable provisional response brought before it, where it does not
 * repeat that itself (RFC 6337 section 3.1.1).
 */
export const withAnswer = (response: SipMessage, answer: Body | null): ResponseView =>
  answer === null || response.content !== '' ? response : new DescribedAnswer(response, answer);

class DescribedAnswer implements ResponseView {
  constructor(
    private readonly response: SipMessage,
    readonly body: Body,
  ) {}

  get status(): number {
    return this.response.status;
  }

  get reason(): string {
    return this.response.reason;
  }

  header(name: string): string | undefined {
    return this.response.header(name);
  }

  headers(name: string): readonly string[] {
    return this.response.headers(name);
  }

  passed(trusted: boolean): string {
    return this.response.passed(trusted);
  }
}
