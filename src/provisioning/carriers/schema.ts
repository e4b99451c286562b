import { z } from 'zod';
import { carrier } from '../deployments/schema/trunks';
import { dated } from '../http/answers';
import { healthFields } from '../targetHealth/schema';

export const carrierBody = carrier;

export const carrierItem = z.strictObject({ id: z.string(), ...carrier.shape, ...healthFields, ...dated });
