import type { FeatureCodeDecision } from '../decision/decision';
import type { FeatureCodeResult, WritableFeatureCode } from '../model/featureCodeWriter';
import type { FeatureCode } from '../model/featureCodes';
import { ownAnswer } from './callerAnswer';
import type { CallPorts } from './callPorts';
import type { CallOfTalk } from './codeTalk';
import type { Talk } from './talk';
import type { Wait } from './wait';

type FeatureTalkPorts = Pick<CallPorts, 'featureCodes' | 'log'>;

/**
 * Makes the change that a feature access code stands for. What was asked for and is not heard of in time counts as not
 * done, though it may be: the caller hears so and can ask again, since a code does the same however often it is dialled.
 */
export class FeatureTalk implements Talk {
  readonly #ports: FeatureTalkPorts;
  readonly #call: CallOfTalk;
  readonly #wait: Wait;
  readonly #dialled: FeatureCodeDecision;

  constructor(ports: FeatureTalkPorts, call: CallOfTalk, wait: Wait, dialled: FeatureCodeDecision) {
    this.#ports = ports;
    this.#call = call;
    this.#wait = wait;
    this.#dialled = dialled;
  }

  begin(): void {
    const { request, user } = this.#dialled;
    const { code, argument } = request;
    if (!isWritable(code)) {
      this.#call.take('turned_down', ownAnswer('invalid_number'));
      return;
    }
    const number = argument === '' ? null : argument;
    const written = this.#ports.featureCodes.writeFeatureCode({ userId: user.id, what: code, number });
    this.#wait.begin(written, {
      arrived: (result) => {
        this.#written(code, result);
      },
      failed: (error) => {
        this.#ports.log.error(
          { err: error, call: this.#call.id },
          'a feature cannot be switched by its code',
        );
        this.#call.note({ rule: code, result: 'the change was not confirmed' });
        this.#call.take('turned_down', ownAnswer('internal_error'));
      },
    });
  }

  stop(): void {
    // The call's wait stops with the call.
  }

  #written(rule: WritableFeatureCode, result: FeatureCodeResult): void {
    if (result.outcome === 'done') {
      this.#call.note({ rule, result: 'in force' });
      this.#call.take('served', null);
    } else {
      this.#call.note({ rule, result: result.why });
      this.#call.take('turned_down', ownAnswer('feature_refused'));
    }
  }
}

/** The others are about the call they are dialled before. */
const isWritable = (code: FeatureCode): code is WritableFeatureCode =>
  code !== 'account_code' && code !== 'hide_number';
