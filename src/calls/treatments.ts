import type { CallParties } from '../decision/decision';
import { announcements, type Announcement } from '../model/announcement';
import type { FailureClass } from '../model/outcome';
import type { Configuration } from '../routing/configuration';
import type { Treatment } from './callPorts';

/** Refusals by what the caller's own side has set; the others that are announced are the called side's. */
const ofCaller: readonly FailureClass[] = ['dial_restricted', 'code_refused'];

const usualCountry = 'US';

/** What callers hear, by what their enterprises and groups are set to. */
export class Treatments implements Treatment {
  readonly #configuration: Pick<Configuration, 'enterprises' | 'groups'>;

  constructor(configuration: Pick<Configuration, 'enterprises' | 'groups'>) {
    this.#configuration = configuration;
  }

  country(parties: CallParties | null): string {
    const id = parties?.enterprise?.id;
    return (id === undefined ? null : this.#configuration.enterprises.get(id)?.country) ?? usualCountry;
  }

  announcement(parties: CallParties, failure: FailureClass): Announcement | null {
    if (!isAnnounced(failure)) return null;
    const isCallers = ofCaller.includes(failure) || parties.direction === 'terminating';
    const group = isCallers ? parties.group : parties.called?.group;
    const features = group == null ? undefined : this.#configuration.groups.get(group.id)?.features;
    return features?.announcesRefusals === true ? announcements[failure] : null;
  }
}

const isAnnounced = (failure: FailureClass): failure is keyof typeof announcements =>
  Object.hasOwn(announcements, failure);
