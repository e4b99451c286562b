import { FakeRequest, type FakeCaller, type FakeTarget, type SentRequest } from './fakeStack';
import { Switchboard, candidate, leaseOf, origin, routed, type SwitchboardOptions } from './switchboard';
import { user } from '../unit/decisionFixtures';

export const ben = user('Ben', '0012345', 'acme', { extension: '1002', number: '+12125550102' });

/** How Ada is shown. */
export const adas = {
  number: '+12125550101',
  internal: { enterpriseId: 'acme', extension: '0101' },
  display: null,
  private: false,
  numbers: { enterpriseId: 'acme', user: '+12125550101', trunkGroup: null, asSent: null },
};

export interface Scene {
  readonly board: Switchboard;
  readonly caller: FakeCaller;
  readonly target: FakeTarget;
}

/** Ada, at `home`, has called Ben, at `one`, who has answered. */
export async function answered(options: SwitchboardOptions = {}): Promise<Scene> {
  const board = new Switchboard({
    decide: () =>
      routed({
        candidates: [candidate('one', { lease: leaseOf('one', 'incoming', 4) })],
        origin: origin({
          calling: adas,
          user: ben,
        }),
      }),
    ...options,
  });
  const caller = board.stack.call(board.control);
  await board.settle();
  const target = board.stack.lastTarget;
  target.accept();
  return { board, caller, target };
}

/** The same, and Ada's ACK is in. */
export async function talking(options: SwitchboardOptions = {}): Promise<Scene> {
  const scene = await answered(options);
  scene.caller.acknowledge();
  return scene;
}

export const refer = (to = '<sip:1003@trunk.example>', headers: Record<string, string> = {}): FakeRequest =>
  new FakeRequest('REFER', { headers: { 'Refer-To': to, CSeq: '7 REFER', ...headers } });

export const notifies = ({ sent }: FakeCaller | FakeTarget): readonly SentRequest[] =>
  sent.filter(({ method }) => method === 'NOTIFY');

/** What was said of the transfer, each NOTIFY answered. */
export function told(leg: FakeCaller | FakeTarget): readonly string[] {
  for (;;) {
    const waiting = notifies(leg).find(({ answered }) => !answered);
    if (waiting === undefined) break;
    waiting.answer(200, 'OK');
  }
  return notifies(leg).map(({ content }) => content.body?.content.trim().replace('SIP/2.0 ', '') ?? '');
}

export const lastOf = ({ sent }: FakeCaller | FakeTarget, method: string): SentRequest => {
  const last = sent.filter((request) => request.method === method).at(-1);
  if (last === undefined) throw new Error(`no ${method} was sent`);
  return last;
};
