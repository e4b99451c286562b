import type { DialogName, IncomingInvite } from '../../sip/stack';
import { parameter } from '../../sip/uri';
import { refusal, type RequestRefusal } from './requestRefusal';

/** A dialog that is to be replaced, as a Replaces header names it (RFC 3891). */
export interface Replaces extends DialogName {
  /** Only while it is not answered. */
  readonly earlyOnly: boolean;
}

/** Tags are named as whoever is to be replaced has them: `to-tag` is ours there (RFC 3891 section 3). Null: unreadable. */
export function readReplaces(value: string): Replaces | null {
  const semicolon = value.indexOf(';');
  if (semicolon < 0) return null;
  const parameters = value.slice(semicolon);
  const callId = value.slice(0, semicolon).trim();
  const [localTag, remoteTag] = [parameter(parameters, 'to-tag'), parameter(parameters, 'from-tag')];
  if (callId === '' || localTag === null || remoteTag === null) return null;
  return { callId, localTag, remoteTag, earlyOnly: parameter(parameters, 'early-only') !== null };
}

/** The dialog whose place an INVITE is to take; null: none (RFC 3891 section 3: one at most, and not with Join). */
export function replacesOf(invite: IncomingInvite): Replaces | RequestRefusal | null {
  const [value, ...more] = invite.headers('Replaces');
  if (value === undefined) return null;
  if (more.length > 0) return refusal(400, 'Bad Request: more than one Replaces');
  if (invite.header('Join') !== undefined) return refusal(400, 'Bad Request: both Replaces and Join');
  return readReplaces(value) ?? refusal(400, 'Bad Request: Replaces cannot be read');
}
