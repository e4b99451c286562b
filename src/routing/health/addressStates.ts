/**
 * The states of one address of a PBX or a carrier (flexible-reach.md 14.1, the state machine inferred there; feature A5).
 *
 *     available     calls go there
 *     unavailable   calls pass it over; probes, where there are any, say when it is back
 *     on_trial      no probes are sent and it has rested: the next call may try it
 *     under_trial   that call is under way; others pass the address over until it is known how it went
 *
 * To everybody but a call that may try it, an address on or under trial is still unavailable.
 */
export type AddressState = 'available' | 'unavailable' | 'on_trial' | 'under_trial';

export type AddressInput =
  | 'probe_passed'
  | 'probe_failed'
  | 'invite_sent'
  /** Any answer that is no failure, a provisional one above 100 included. */
  | 'invite_passed'
  | 'invite_failed'
  /** The caller left before anything was known. */
  | 'invite_undecided'
  /** Probes failed one after the other, or INVITEs within the window, as often as the settings say. */
  | 'too_many_failures'
  /** Good news came one after the other as often as the settings say. */
  | 'enough_successes'
  /** An address without probes has been left alone for a while. */
  | 'rested';

/** What is done on the way; counting may feed the next input. */
export interface AddressActions {
  countProbeFailure(): void;
  countInviteFailure(): void;
  forgetProbeFailures(): void;
  /** Of probes and of INVITEs. */
  forgetFailures(): void;
  countSuccess(): void;
  forgetSuccesses(): void;
  putAway(): void;
  restAgain(): void;
  takeBack(): void;
}

export type AddressRule = readonly [next: AddressState, act: (address: AddressActions) => void];

const nothing = (): void => undefined;
const takenBack: AddressRule = ['available', (address) => address.takeBack()];

/** State and input give the next state and what is done; what has no row changes nothing. */
export const addressTable: Readonly<Record<AddressState, Partial<Record<AddressInput, AddressRule>>>> = {
  available: {
    // Who answers OPTIONS may still fail every call: failed INVITEs are forgotten for a good INVITE alone.
    probe_passed: ['available', (address) => address.forgetProbeFailures()],
    probe_failed: ['available', (address) => address.countProbeFailure()],
    invite_passed: ['available', (address) => address.forgetFailures()],
    invite_failed: ['available', (address) => address.countInviteFailure()],
    too_many_failures: ['unavailable', (address) => address.putAway()],
  },
  unavailable: {
    probe_passed: ['unavailable', (address) => address.countSuccess()],
    probe_failed: ['unavailable', (address) => address.forgetSuccesses()],
    // Calls that were under way, and emergency calls, which try it when nothing else is left.
    invite_passed: ['unavailable', (address) => address.countSuccess()],
    invite_failed: ['unavailable', (address) => address.forgetSuccesses()],
    enough_successes: takenBack,
    rested: ['on_trial', nothing],
  },
  on_trial: {
    invite_sent: ['under_trial', nothing],
    invite_passed: takenBack,
    invite_failed: ['unavailable', (address) => address.restAgain()],
  },
  under_trial: {
    invite_passed: takenBack,
    invite_failed: ['unavailable', (address) => address.restAgain()],
    invite_undecided: ['on_trial', nothing],
  },
};
