/** The language of sipp scenarios: small pieces of XML that `scenario` joins. */
export type Step = string;

export interface ReceiveOptions {
  /** Passed over when something else comes. */
  readonly optional?: boolean;
  /** Goes on at this label when it came. */
  readonly next?: number;
  /** Gives up after so long: at the label, or as a failed call. */
  readonly timeoutMs?: number;
  readonly onTimeout?: number;
  /** Regular expressions (POSIX extended) that header values must match, by header name. */
  readonly match?: Readonly<Record<string, string>>;
  /** Notes the remote target and the route set for [next_url] and [routes]. */
  readonly dialog?: boolean;
  /** Headers kept in variables, by variable name. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** `variables`: names that scenario steps keep or use. */
export function scenario(name: string, ...steps: readonly Step[]): string {
  const text = steps.join('\n');
  const variables = new Set(
    Array.from(text.matchAll(/assign_to="([a-z0-9_,]+)"/g), (found) => found[1] ?? ''),
  );
  const reference = variables.size > 0 ? `<Reference variables="${[...variables].join(',')}"/>` : '';
  return `<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="${name}">\n${text}\n${reference}\n</scenario>\n`;
}

/** A message as lines; the body, when there is one, after an empty line. Content-Length is added. */
export function send(lines: readonly string[], body: string | null = null, attributes = ''): Step {
  const head = [...lines, ...(body === null ? ['Content-Length: 0', ''] : ['Content-Length: [len]', ''])];
  const text = body === null ? head : [...head, ...body.split('\n')];
  return `<send ${attributes}><![CDATA[\n\n${text.map((line) => `      ${line}`).join('\n')}\n]]></send>`;
}

export function receiveRequest(method: string, options: ReceiveOptions = {}): Step {
  return receive(`request="${method}"`, options);
}

export function receiveResponse(status: number, options: ReceiveOptions = {}): Step {
  return receive(`response="${status}"`, options);
}

export const pause = (milliseconds: number): Step => `<pause milliseconds="${milliseconds}"/>`;

/** A pause as long as sipp's option -d says. */
export const hold: Step = '<pause/>';

export const label = (id: number): Step => `<label id="${id}"/>`;

/** Goes on at a label, come what may. */
export const jump = (id: number): Step => `<nop next="${id}"></nop>`;

function receive(what: string, options: ReceiveOptions): Step {
  const attributes = [
    what,
    options.optional === true ? 'optional="true"' : '',
    options.next === undefined ? '' : `next="${options.next}"`,
    options.timeoutMs === undefined ? '' : `timeout="${options.timeoutMs}"`,
    options.onTimeout === undefined ? '' : `ontimeout="${options.onTimeout}"`,
    options.dialog === true ? 'rrs="true"' : '',
  ];
  const checks = Object.entries(options.match ?? {}).map(
    ([header, regexp], index) =>
      `<ereg regexp="${escapeXml(regexp)}" search_in="hdr" header="${header}:" check_it="true" assign_to="matched${index}"/>`,
  );
  const kept = Object.entries(options.keep ?? {}).map(
    ([variable, header]) =>
      `<ereg regexp=".*" search_in="hdr" header="${header}:" check_it="true" assign_to="${variable}"/>`,
  );
  const actions = [...checks, ...kept];
  return `<recv ${attributes.filter((text) => text !== '').join(' ')}>${
    actions.length > 0 ? `<action>${actions.join('')}</action>` : ''
  }</recv>`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
