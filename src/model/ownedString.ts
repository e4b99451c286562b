/**
 * V8 cuts strings of 13 characters or more as views of the string they come from. A view of a SIP message that outlives
 * it would keep the whole message in memory, and one put together of many keeps them all; so what is kept as long as a call
 * is copied first.
 */
export const ownedString = (text: string): string =>
  text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
