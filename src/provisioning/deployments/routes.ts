import { text, type Router } from 'express';
import type { ApiContext } from '../apiContext';
import { Problem } from '../http/problem';
import { acceptParameters, resource } from '../http/resource';
import { isUnchanged } from './plan/summary';

const mediaTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'application/json'];
const largestFile = '64mb';

/** Applies a whole deployment from a file: `POST /deployments?prune=true` with YAML or JSON. */
export function deploymentRoutes(router: Router, { apply }: ApiContext): void {
  router.post('/deployments', text({ type: mediaTypes, limit: largestFile }));
  resource(router, '/deployments', {
    post: async (request) => {
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
      return { changed: !isUnchanged(result.summary), summary: result.summary };
    },
  });
}

function checkJson(body: string): void {
  try {
    JSON.parse(body);
  } catch (error) {
    throw new Problem(400, 'malformed', error instanceof Error ? error.message : 'the body is no JSON');
  }
}
