import type { Say } from '../../model/trace';
import type { AnsweringRule } from '../../model/userFeatures';
import { scheduleVerdict } from '../schedules/scheduleVerdict';
import type { InboundCall } from './inboundCall';

const rule = 'answering_rule';

/**
 * The first answering rule whose time frame is in force; it counts alone (portals.md A9). One without a time frame is in
 * force wherever it stands, so that what stands behind it never is.
 */
export const answeringRuleOf = (call: InboundCall, say: Say): AnsweringRule | null => {
  const { answeringRules } = call.user.features.inbound;
  let passedOver = '';
  for (const answering of answeringRules) {
    const { timeFrame } = answering;
    if (timeFrame === null) {
      say(rule, `the one for all other times${passedOver}`);
      return answering;
    }
    const { inForce, text } = scheduleVerdict(timeFrame, call.schedules, call.at);
    if (inForce) {
      say(rule, `the one for ${timeFrame}: ${text}`);
      return answering;
    }
    passedOver += `${passedOver === '' ? ': ' : ', '}${text}`;
  }
  if (answeringRules.length > 0) say(rule, `none is in force${passedOver}`);
  return null;
};
