import { z } from 'zod';
import { enterpriseSettings } from '../deployments/schema/deployment';
import { dated } from '../http/answers';

export const enterpriseBody = enterpriseSettings;

export const enterpriseItem = z.strictObject({
  id: z.string(),
  ...enterpriseSettings.shape,
  usage: z.strictObject({ active: z.int().meta({ description: 'calls in progress' }) }),
  ...dated,
});
