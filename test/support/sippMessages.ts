/** One message of a sipp trace (-trace_msg). */
export interface TracedMessage {
  readonly direction: 'sent' | 'received';
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly startLine: string;
  /** Null: a response. */
  readonly method: string | null;
  /** Null: a request. */
  readonly status: number | null;
  readonly body: string;
  /** First value of a header, as it was written; undefined when absent. */
  header(name: string): string | undefined;
  headers(name: string): readonly string[];
}

const frame = /^-{20,} (\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d\.\d+)$/;
const introduction = /^(?:UDP|TCP|TLS) message (sent|received).*:$/;

export function parseTrace(text: string): TracedMessage[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (frame.test(line) ? [index] : []));
  return starts.flatMap((start, index) => {
    const [, time] = frame.exec(lines[start] ?? '') ?? [];
    const [, direction] = introduction.exec(lines[start + 1] ?? '') ?? [];
    if (time === undefined || direction === undefined) return [];
    const raw = lines.slice(start + 3, starts[index + 1] ?? lines.length).join('\n');
    return [
      parseMessage(direction === 'sent' ? 'sent' : 'received', Date.parse(time.replace(/\s/, 'T')), raw),
    ];
  });
}

function parseMessage(direction: 'sent' | 'received', time: number, raw: string): TracedMessage {
  const text = raw.replaceAll('\r', '');
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const [startLine = '', ...lines] = head.split('\n');
  const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1];
  const headers = (name: string): string[] =>
    lines
      .filter((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase() === name.toLowerCase())
      .map((line) => line.slice(line.indexOf(':') + 1).trim());
  return {
    direction,
    time,
    startLine,
    method: status === undefined ? (startLine.split(' ')[0] ?? '') : null,
    status: status === undefined ? null : Number(status),
    body: end < 0 ? '' : text.slice(end + 2),
    header: (name) => headers(name)[0],
    headers,
  };
}
