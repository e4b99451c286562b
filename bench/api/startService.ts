import { Service } from '../../test/support/service';
import type { BenchDatabase } from './benchDatabase';

/** The service over a database of the bench, which it keeps whole: no call log is too old. */
export const startService = ({ url }: BenchDatabase): Promise<Service> =>
  Service.start({
    environment: {
      TRUNKLINE_DATABASE_URL: url,
      TRUNKLINE_DRAIN_S: '1',
      TRUNKLINE_CALL_LOG_DAYS: '36500',
    },
  });
