import type { CallParties, CallRoute, EmergencyNotice } from '../decision/decision';
import type { CodePlan } from '../features/callPlan';
import type { MediaSession } from '../media/mediaSession';
import type { CallFacts } from '../model/callFacts';
import type { KeyedCodes } from '../model/callRecord';
import type { Trace } from '../model/trace';
import { ownAnswer, refusalAnswer } from './callerAnswer';
import type { CallOfCaller } from './callerSide';
import type { CallPorts } from './callPorts';
import { CodeDialogue, type KeyedIn } from './codeDialogue';
import { numberQuestion, questionsOf } from './codeQuestion';
import { Deciding, type FinalDecision } from './deciding';
import type { Talk } from './talk';
import type { Wait } from './wait';

/** The call whose caller is asked. */
export interface CallOfTalk extends CallOfCaller {
  readonly id: string;
  note(step: Trace[number]): void;
  noteAll(trace: Trace): void;
  /** What was keyed in, for the call log. */
  keyedIn(codes: KeyedCodes): void;
  /** The number was keyed in only now: whom the call is for, and whether it is an emergency. */
  redialled(parties: CallParties, emergency: EmergencyNotice | null): void;
}

type CodeTalkPorts = Pick<CallPorts, 'decide' | 'fetch' | 'lookupLog' | 'clock'>;

/**
 * Asks a caller for codes and, behind `*71` dialled alone, for the number, which is decided as if it had been dialled as
 * well, save that the account code has been given.
 */
export class CodeTalk implements Talk {
  readonly #ports: CodeTalkPorts;
  readonly #call: CallOfTalk;
  readonly #wait: Wait;
  readonly #facts: CallFacts;
  readonly #codes: CodePlan;
  /** Where the call goes; null: the number is asked for. */
  #route: CallRoute | null;
  readonly #country: string;
  #dialogue: CodeDialogue | null = null;
  #isOver = false;

  constructor(
    ports: CodeTalkPorts,
    call: CallOfTalk,
    wait: Wait,
    facts: CallFacts,
    codes: CodePlan,
    route: CallRoute | null,
    country: string,
  ) {
    this.#ports = ports;
    this.#call = call;
    this.#wait = wait;
    this.#facts = facts;
    this.#codes = codes;
    this.#route = route;
    this.#country = country;
  }

  begin(session: MediaSession): void {
    this.#dialogue = new CodeDialogue(this.#ports.clock, session, {
      note: (rule, result) => {
        this.#call.note({ rule, result });
      },
      answered: (keyedIn) => {
        this.#guarded(() => {
          this.#answered(keyedIn);
        });
      },
      failed: () => {
        this.#guarded(() => {
          this.#call.take('turned_down', ownAnswer('code_refused'));
        });
      },
    });
    const codes = questionsOf(this.#codes);
    this.#dialogue.ask(this.#route === null ? [...codes, numberQuestion(this.#country)] : codes);
  }

  stop(): void {
    this.#isOver = true;
    this.#dialogue?.stop();
  }

  #answered(keyedIn: KeyedIn): void {
    const { number, account_code: account, authorization_code: authorization } = keyedIn;
    this.#call.keyedIn({ account: account?.logged ?? null, authorization: authorization?.logged ?? null });
    if (this.#route !== null) this.#call.take('codes_given', this.#route);
    else if (number !== undefined) this.#decide(number.digits);
  }

  #decide(number: string): void {
    const { called } = this.#facts;
    // As if it had been dialled behind the code, and behind what else stood before it.
    const user = called.user + number;
    const requestUri = `sip:${encodeURIComponent(user)}@${called.host}`;
    const facts: CallFacts = { ...this.#facts, called: { ...called, user }, requestUri };
    new Deciding(this.#ports, this.#call.id, this.#wait, facts, (decision) => {
      if (!this.#isOver) this.#decided(decision);
    }).run();
  }

  #decided(decision: FinalDecision): void {
    this.#call.noteAll(decision.trace);
    switch (decision.kind) {
      case 'unknown_peer':
        this.#call.take('turned_down', ownAnswer('internal_error'));
        return;
      case 'refuse':
        if (decision.parties !== null) this.#call.redialled(decision.parties, decision.emergency);
        this.#call.take('turned_down', refusalAnswer(decision));
        return;
      case 'feature_code':
        this.#call.note({ rule: 'feature_code', result: 'no number was keyed in, but another code' });
        this.#call.take('turned_down', ownAnswer('invalid_number'));
        return;
      case 'route':
        this.#call.redialled(decision.route.parties, decision.emergency);
        this.#routed(decision.route);
        return;
      default:
        decision satisfies never;
    }
  }

  #routed(route: CallRoute): void {
    this.#route = route;
    // The account code is in; what the number asks for besides still has to be given.
    const authorization = route.codes?.authorization ?? null;
    if (authorization === null) this.#call.take('codes_given', route);
    else this.#dialogue?.ask(questionsOf({ authorization, account: null }));
  }

  /** The media endpoint, whose events these are, has nobody to hear of an error of ours. */
  #guarded(act: () => void): void {
    if (this.#isOver) return;
    try {
      act();
    } catch (error) {
      this.#call.crashed(error);
    }
  }
}
