import type { Request, Response, Router } from 'express';
import type { ApiContext } from '../apiContext';
import { authentication } from '../http/authentication';
import { acceptParameters, resource } from '../http/resource';

/** `/metrics`, open or behind the key as it is set. */
export function metricsRoutes(
  router: Router,
  { metrics, metricsAccess, rootApiKey }: Pick<ApiContext, 'metrics' | 'metricsAccess' | 'rootApiKey'>,
): void {
  if (metricsAccess === 'key') router.use('/metrics', authentication(rootApiKey));
  resource(router, '/metrics', {
    get: async (request: Request, response: Response) => {
      acceptParameters(request);
      const { contentType, text } = await metrics.read();
      response.type(contentType).send(text);
      return null;
    },
  });
}
