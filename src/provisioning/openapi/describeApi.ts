import type { ApiContext } from '../apiContext';
import { apiRoutes } from '../apiRoutes';
import { apiDocument, type ApiDocument } from './document';

/** The API's description without a running API: routes are put together and nothing is asked of what is behind them. */
export function describeApi(): ApiDocument {
  const nothing = new Proxy({}, { get: () => undefined });
  return apiDocument(apiRoutes(nothing as ApiContext).operations);
}
