import type { Refusal } from '../decision/decision';
import type { MediaRefusal } from '../media/mediaRefusal';
import { blockReasons, failures, type EndedBy, type FailureClass } from '../model/outcome';
import { q850OfStatus } from '../model/q850';
import type { TargetFailure } from '../model/targetFailure';
import type { Content, ResponseView } from '../sip/stack';
import { q850Cause, reasonLine } from './reason';

/** The final response above 299 a caller is given, and what it means. */
export interface CallerAnswer {
  readonly status: number;
  readonly reason: string;
  readonly content: Content;
  readonly failure: FailureClass;
  readonly cause: number;
  readonly by: EndedBy;
}

/** Our own answer to a failure, from the catalogue; `headers` are further lines, ended by CRLF. */
export function ownAnswer(failure: FailureClass, by: EndedBy = 'service', headers = ''): CallerAnswer {
  const { status, reason, cause } = failures[failure];
  return { status, reason, content: { headers: reasonLine(cause) + headers }, failure, cause, by };
}

/** The answer to a call the decision refuses, with the status it names, if any, instead of the failure's own. */
export function refusalAnswer({ failure, status }: Pick<Refusal, 'failure' | 'status'>): CallerAnswer {
  const answer = ownAnswer(failure);
  const reason = status === undefined ? undefined : blockReasons.get(status);
  if (status === undefined || reason === undefined) return answer;
  const cause = q850OfStatus(status);
  return { ...answer, status, reason, cause, content: { headers: reasonLine(cause) } };
}

/** The answer to a caller who cannot be asked: 488 where it is by what its INVITE offers, else the failure's own. */
export function notAskable({ fault }: Pick<MediaRefusal, 'fault'>): CallerAnswer {
  const answer = ownAnswer('code_not_askable');
  if (fault === 'service') return answer;
  const cause = q850OfStatus(488);
  return {
    ...answer,
    status: 488,
    reason: 'Not Acceptable Here',
    cause,
    content: { headers: reasonLine(cause) },
  };
}

/** A target's answer as the caller may see it (design.md section 4, Failures). */
export function relayedAnswer(
  response: ResponseView,
  failure: TargetFailure,
  trusted: boolean,
): CallerAnswer {
  if (failure.relay === null) return ownAnswer(failure.failure, 'callee');
  const same = failure.relay === response.status;
  return {
    status: failure.relay,
    reason: same ? response.reason : 'Server Internal Error',
    content: { headers: response.passed(trusted), body: response.body },
    failure: failure.failure,
    cause: q850Cause(response) ?? q850OfStatus(response.status),
    by: 'callee',
  };
}
