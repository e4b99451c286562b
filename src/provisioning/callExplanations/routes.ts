import type { z } from 'zod';
import type { Arrival, CallQuestion } from '../../model/callExplanation';
import { TokenBucket } from '../../model/tokenBucket';
import type { ApiContext } from '../apiContext';
import { referenceText } from '../changes/references';
import { refusal } from '../changes/refusal';
import { validate } from '../changes/validate';
import { MistakeList } from '../deployments/mistake';
import { withoutNulls } from '../deployments/withoutNulls';
import { bodyOf } from '../http/jsonBody';
import { Problem } from '../http/problem';
import type { ApiRoutes } from '../http/operations';
import { acceptParameters } from '../http/resource';
import { presentExplanation } from './presenter';
import { callExplanation, callExplanationBody } from './schema';
import { readSource } from './source';

/** The signalling thread answers these between calls: people may ask, programs may not drown it. */
const mostPerSecond = 20;
const mostAtOnce = 8;

/** What would become of a call, without one (feature A14). */
export function callExplanationRoutes(routes: ApiRoutes, { explain }: ApiContext): void {
  const rate = new TokenBucket({ perSecond: mostPerSecond, burst: mostPerSecond }, performance.now());
  let underWay = 0;
  routes.add('/call-explanations', {
    post: {
      about: {
        id: 'explainCall',
        tag: 'calls',
        summary: 'Ask what would become of a call',
        description:
          'Runs the decision of a call without placing one: who sends it, whom it is for, who would be asked in which order, and what each rule said. Nothing is admitted or changed.',
        body: { name: 'CallQuestion', schema: callExplanationBody },
        answer: { name: 'CallExplanation', schema: callExplanation },
        problems: [415, 422, 429],
      },
      handle: async (request) => {
        acceptParameters(request);
        const question = readQuestion(bodyOf(request, 'post'), Date.now());
        if (underWay >= mostAtOnce || !rate.take(performance.now())) {
          const detail = `at most ${String(mostPerSecond)} questions a second are answered, ${String(mostAtOnce)} at once; ask again later`;
          throw new Problem(429, 'too_many_requests', detail, [], { 'Retry-After': '1' });
        }
        underWay += 1;
        try {
          const told = await explain.explain(question);
          if (told === null) throw refusal(noSuchPeer(question.arriving));
          return presentExplanation(told);
        } finally {
          underWay -= 1;
        }
      },
    },
  });
}

/** @throws Problem with every mistake */
function readQuestion(body: unknown, now: number): CallQuestion {
  const { wanted, mistakes } = validate(callExplanationBody, body);
  const isGiven = (key: 'arriving_on' | 'source'): boolean => Object.hasOwn(wanted, key);
  if (!isGiven('arriving_on') && !isGiven('source')) {
    mistakes.add(
      ['arriving_on'],
      'missing',
      'is missing: expected the trunk group or carrier the call comes from, or a source such as udp:192.0.2.1:5060',
    );
  } else if (isGiven('arriving_on') && isGiven('source')) {
    mistakes.add(['source'], 'invalid', 'expected either arriving_on or source, not both');
  }
  if (mistakes.items.length > 0) throw refusal(mistakes);
  const asked = callExplanationBody.parse(withoutNulls(body));
  return {
    from: asked.from,
    to: asked.to,
    at: asked.at === undefined ? now : Date.parse(asked.at),
    arriving: arrivalOf(asked),
    asserted: asked.asserted,
    private: asked.private,
    trunkGroupIdentities: asked.trunk_group_identities,
  };
}

function arrivalOf({ arriving_on, source }: z.output<typeof callExplanationBody>): Arrival {
  const read = source === undefined ? null : readSource(source);
  return read === null
    ? { kind: 'peer', name: referenceText(arriving_on) ?? '' }
    : { kind: 'source', source: read };
}

function noSuchPeer(arriving: Arrival): MistakeList {
  const mistakes = new MistakeList();
  const name = arriving.kind === 'peer' ? arriving.name : '';
  mistakes.add(['arriving_on'], 'not_found', `there is no trunk group and no carrier ${name}`);
  return mistakes;
}
