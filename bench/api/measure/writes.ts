import { callIdOf } from '../fill/calls';
import { numberAt, userId } from '../fill/people';
import { groupIdOf } from '../fill/shape';
import type { ApiCaller } from './apiCaller';
import type { Facts } from './facts';
import { measureCalls, type Measured } from './meter';

/** What the bench makes bears these extensions, which nobody else has. */
export const extensionsOfMade = { first: '9900000', last: '9999999' } as const;
const extensionOfMade = (sample: number): string => String(Number(extensionsOfMade.first) + sample);

/** One object at a time, read and written. What is made goes again. */
export async function measureObjects(
  api: ApiCaller,
  { shape, large, someUser, someCall, someTrunkGroup }: Facts,
  requests: number,
): Promise<readonly Measured[]> {
  const measure = (name: string, call: (sample: number) => Promise<{ readonly ms: number }>) =>
    measureCalls(name, requests, call);
  const get = (path: string) => api.call('GET', `/api/v1/${path}`);
  const made: string[] = [];
  return [
    await measure('read a user', (sample) => get(`users/${userId(someUser(sample))}`)),
    await measure('read a call log', (sample) => get(`call-logs/${callIdOf(shape, someCall(sample))}`)),
    await measure('read a number', (sample) =>
      get(`numbers/${encodeURIComponent(numberAt(someUser(sample)))}`),
    ),
    await measure('read a trunk group', (sample) => get(`trunk-groups/${someTrunkGroup(sample)}`)),
    await measure('create a user', async (sample) => {
      const answer = await api.call(
        'POST',
        '/api/v1/users',
        JSON.stringify({
          enterprise: large.id,
          group: groupIdOf(large.firstGroup),
          first_name: 'Bench',
          last_name: `Made ${sample}`,
          extension: extensionOfMade(sample),
        }),
      );
      made.push((JSON.parse(answer.body) as { readonly id: string }).id);
      return answer;
    }),
    await measure('change a user', (sample) =>
      api.call(
        'PATCH',
        `/api/v1/users/${made[sample % made.length] ?? ''}`,
        JSON.stringify({ first_name: `Bench ${sample}` }),
      ),
    ),
    await measureCalls('delete a user', made.length, (sample) =>
      api.call('DELETE', `/api/v1/users/${made[sample] ?? ''}`),
    ),
    await measure('change a trunk group', (sample) =>
      api.call(
        'PATCH',
        `/api/v1/trunk-groups/${someTrunkGroup(sample)}`,
        JSON.stringify({ max_active_calls: 500 + (sample % 2) }),
      ),
    ),
  ];
}
