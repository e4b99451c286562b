import type { ResponseView } from '../sip/stack';

/** A provisional response as 180 without its session description: that it rings, and nothing of what is heard there. */
export const ringingAlone = (response: ResponseView): ResponseView => ({
  status: 180,
  reason: 'Ringing',
  body: null,
  header: (name) => response.header(name),
  headers: (name) => response.headers(name),
  passed: (trusted) => response.passed(trusted),
});
