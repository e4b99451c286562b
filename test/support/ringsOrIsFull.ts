import * as caller from './caller';
import { hold, jump, label, pause, receiveResponse } from './scenario';

/** A caller: rings until sipp's -d has passed and gives up; or is refused for want of capacity (design.md section 4). */
export const ringsOrIsFull = [
  caller.invite(),
  receiveResponse(100, { optional: true }),
  receiveResponse(503, { optional: true, next: 1, match: { Reason: 'Q\\.850 *; *cause=34' } }),
  receiveResponse(180),
  hold,
  caller.giveUp(),
  jump(2),
  label(1),
  caller.acknowledgeRefusal(),
  label(2),
  pause(0),
];
