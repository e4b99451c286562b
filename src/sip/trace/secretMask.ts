/** What stands in place of what nobody is to read; in a body as often as there were characters, its length being told. */
const hidden = 'x';

const credentials = /^((?:proxy-)?authorization[ \t]*:[ \t\r\n]*[^\s,]+)[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gim;
/** RFC 3261 section 19.1.1: a password behind the user. */
const uriPassword = /(sips?:[^\s:;@<>"?]+):[A-Za-z0-9\-_.!~*'()%&=+$,]+@/gi;
/** RFC 4568, RFC 4567, RFC 4566 section 5.12, RFC 8839 section 5.4. */
const sdpKeys = /^(a=crypto:\d+ \S+ |a=crypto:|a=key-mgmt:|k=(?:clear|base64|uri):|a=ice-pwd:)([^\r\n]*)/gim;
const digitTypes = /^c(?:ontent-type)?[ \t]*:[^\r\n]*(?:dtmf|digits|kpml|telephone-event)/im;

/**
 * A SIP message without its secrets: credentials, passwords in URIs, keys of media, and digits keyed in during a call,
 * which may be codes. What is left is as long in its body as it was.
 */
export function withoutSecrets(text: string): string {
  const headersEnd = text.indexOf('\r\n\r\n');
  const end = headersEnd < 0 ? text.length : headersEnd + 2;
  const headers = withoutCredentials(text.slice(0, end));
  return end === text.length ? headers : headers + withoutKeys(text.slice(end), text, end);
}

function withoutCredentials(headers: string): string {
  const masked = /authorization/i.test(headers) ? headers.replace(credentials, '$1 ***') : headers;
  return masked.includes('@') ? masked.replace(uriPassword, '$1:***@') : masked;
}

function withoutKeys(body: string, text: string, headersEnd: number): string {
  const masked = body.replace(
    sdpKeys,
    (_line, start: string, key: string) => start + hidden.repeat(key.length),
  );
  const hasDigits = text.startsWith('INFO ') || digitTypes.test(text.slice(0, headersEnd));
  return hasDigits ? withoutDigits(masked) : masked;
}

/** How long a key was held says nothing of it. */
const withoutDigits = (body: string): string =>
  body
    .split('\r\n')
    .map((line) => {
      if (/^\s*duration\s*=/i.test(line)) return line;
      const letters = line.replace(
        /(signal\s*=\s*|digits\s*=\s*"?)([^"\r\n]*)/i,
        (_all, start: string, keys: string) => start + hidden.repeat(keys.length),
      );
      return /^\s*[\dA-D#*,]+\s*$/i.test(letters)
        ? letters.replace(/[^\s]/g, hidden)
        : letters.replace(/[\d#*]/g, hidden);
    })
    .join('\r\n');
