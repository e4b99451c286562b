import { formatHostPort } from '../../model/hostPort';
import type { CallMessage, MessageEnd, MessagesOfCall } from '../../model/callMessages';

/** The messages of a call as the API shows them, in the order they went over the wire. */
export const presentMessages = ({ messages, isTruncated }: MessagesOfCall) => ({
  items: messages.map(presentMessage),
  total: messages.length,
  next: null,
  truncated: isTruncated,
});

function presentMessage({ at, direction, transport, local, remote, leg, text: bytes }: CallMessage) {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  const end = text.indexOf('\r\n');
  const summary = end < 0 ? text : text.slice(0, end);
  const status = /^SIP\/2\.0 (\d{3})/.exec(summary)?.[1];
  return {
    at: new Date(at).toISOString(),
    direction,
    transport,
    local: endText(local),
    remote: endText(remote),
    leg,
    method: status === undefined ? (summary.split(' ')[0] ?? '') : methodAnswered(text),
    status: status === undefined ? null : Number(status),
    summary,
    text,
  };
}

const methodAnswered = (text: string): string => /\r\ncseq[ \t]*:[ \t]*\d+[ \t]+(\S+)/i.exec(text)?.[1] ?? '';

const endText = ({ host, port }: MessageEnd): string => formatHostPort(host, port);
