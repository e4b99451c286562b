import { text } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../apiContext';
import { Problem } from '../http/problem';
import type { ApiRoutes } from '../http/operations';
import { acceptParameters } from '../http/resource';
import { warningAnswer } from '../http/warnings';
import { isUnchanged, summaryKinds } from './plan/summary';

const mediaTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'application/json'];
const largestFile = '64mb';

/** Applies a whole deployment from a file: `POST /deployments?prune=true` with YAML or JSON. */
export function deploymentRoutes(routes: ApiRoutes, { apply }: ApiContext): void {
  routes.router.post('/deployments', text({ type: mediaTypes, limit: largestFile }));
  routes.add('/deployments', {
    post: {
      about: {
        id: 'applyDeployment',
        tag: 'deployments',
        summary: 'Apply a whole deployment from a file',
        description:
          'Everything the file names is made exactly as it stands there, in one step; a file with a mistake changes nothing.',
        query: [
          {
            name: 'prune',
            description: 'true: what the file does not name is removed',
            schema: { type: 'boolean', default: false },
          },
        ],
        rawBody: mediaTypes,
        answer: { name: 'DeploymentResult', schema: deploymentAnswer },
        problems: [413, 415, 422],
      },
      handle: async (request) => {
        const parameters = acceptParameters(request, 'prune');
        const prune = parameters.get('prune') ?? 'false';
        if (prune !== 'true' && prune !== 'false') {
          const errors = [{ path: 'prune', code: 'invalid', message: 'expected true or false' }];
          throw new Problem(400, 'invalid_query', 'the query has mistakes', errors);
        }
        const body: unknown = request.body;
        if (typeof body !== 'string') {
          if (request.is(mediaTypes) === false) {
            throw new Problem(415, 'unsupported_media_type', `expected ${mediaTypes.join(' or ')}`);
          }
          throw new Problem(400, 'malformed', 'expected a deployment file as the body');
        }
        if (request.is('application/json') !== false) checkJson(body);
        const result = await apply(body, prune === 'true');
        if (!result.applied) {
          const malformed = result.mistakes.some((mistake) => mistake.code === 'malformed');
          throw malformed
            ? new Problem(400, 'malformed', 'the deployment file cannot be read', result.mistakes)
            : new Problem(
                422,
                'invalid_deployment',
                'the deployment file has mistakes; nothing was changed',
                result.mistakes,
              );
        }
        return {
          changed: !isUnchanged(result.summary),
          summary: result.summary,
          warnings: result.warnings,
        };
      },
    },
  });
}

const counts = z.strictObject({
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  removed: z.int(),
});

const deploymentAnswer = z.strictObject({
  changed: z.boolean(),
  summary: z
    .strictObject(
      Object.fromEntries(summaryKinds.map((kind) => [kind, counts])) as Record<
        (typeof summaryKinds)[number],
        typeof counts
      >,
    )
    .meta({ description: 'what became of the objects, by kind' }),
  warnings: z
    .array(warningAnswer)
    .meta({ description: 'what is in force, and will hardly do what was meant' }),
});

function checkJson(body: string): void {
  try {
    JSON.parse(body);
  } catch (error) {
    throw new Problem(400, 'malformed', error instanceof Error ? error.message : 'the body is no JSON');
  }
}
