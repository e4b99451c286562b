import type { Program } from '../media/program';
import { announcements, type Announcement } from '../model/announcement';
import { failures, type FailureClass } from '../model/outcome';
import { q850OfStatus } from '../model/q850';

/** How long a tone at the end of a call lasts. */
const toneMs = 6_000;
const userBusy = 17;

/**
 * What a caller hears of a call that came to nothing after we had answered it: what its group lets be announced, that a
 * code was not right, busy tone where somebody was busy, and otherwise reorder tone.
 */
export function farewellProgram(
  { failure, status }: { readonly failure: FailureClass; readonly status: number },
  announcement: Announcement | null,
  country: string,
): Program {
  const prompt = failure === 'code_refused' ? announcements.code_refused : announcement;
  if (prompt !== null) return [{ prompt }];
  const isBusy = failures[failure].cause === userBusy || q850OfStatus(status) === userBusy;
  return [{ tone: isBusy ? 'busy' : 'reorder', country, ms: toneMs }];
}
