import type { FailureClass } from './outcome';

/**
 * What a refused caller may be told before the final response (decisions.md 26), by why it is refused; the names are those
 * of the prompts in src/media/prompts. A failure that is not listed is answered without a word.
 */
export const announcements = {
  intercepted: 'not-in-service',
  anonymous_rejected: 'anonymous-rejected',
  rejected_by_user: 'call-rejected',
  dial_restricted: 'not-permitted',
  code_refused: 'code-invalid',
} as const satisfies Partial<Record<FailureClass, string>>;

export type Announcement = (typeof announcements)[keyof typeof announcements];
