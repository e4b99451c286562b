import { callLimit, flag, object } from './primitives';

/** International and premium calls; each limit left out: none. */
const tollLimit = object({
  max_concurrent_calls: callLimit,
  /** Begun within an hour. */
  max_calls_per_hour: callLimit,
  /** Calls beyond are refused; false: an alarm alone says so. */
  refuse: flag.default(false),
})
  .nullable()
  .default(null);

/** Of each user, and of the whole enterprise (decisions.md 32). */
export const tollLimits = object({ user: tollLimit, enterprise: tollLimit });
