import { readUserSettings, type UserSettings } from '../../../db/repositories/userFeatures';
import type {
  FeatureCodeRequest,
  FeatureCodeResult,
  FeatureCodeWriter,
  WritableFeatureCode,
} from '../../model/featureCodeWriter';
import type { ConfigurationWriter } from '../changes/configurationWriter';
import { readRecord } from '../changes/storedRecords';
import { Problem } from '../http/problem';
import { changeUser } from '../users/edit';

type InboundFeature = keyof UserSettings['inbound'];

/** What each code switches; null: do not disturb, which every user has. */
const switches: Readonly<
  Record<WritableFeatureCode, { readonly feature: InboundFeature | null; readonly enabled: boolean }>
> = {
  forwarding_always_on: { feature: 'call_forwarding_always', enabled: true },
  forwarding_always_off: { feature: 'call_forwarding_always', enabled: false },
  forwarding_busy_on: { feature: 'call_forwarding_busy', enabled: true },
  forwarding_busy_off: { feature: 'call_forwarding_busy', enabled: false },
  forwarding_no_answer_on: { feature: 'call_forwarding_no_answer', enabled: true },
  forwarding_no_answer_off: { feature: 'call_forwarding_no_answer', enabled: false },
  anonymous_rejection_on: { feature: 'anonymous_call_rejection', enabled: true },
  anonymous_rejection_off: { feature: 'anonymous_call_rejection', enabled: false },
  do_not_disturb_on: { feature: null, enabled: true },
  do_not_disturb_off: { feature: null, enabled: false },
};

/** Feature access codes as changes of the user, made as the API makes them. */
export const featureCodeWriter = (writer: ConfigurationWriter): FeatureCodeWriter => ({
  writeFeatureCode: (request) =>
    writer.run(async (edit): Promise<FeatureCodeResult> => {
      const user = await readRecord(edit.db, 'users', request.userId, 'user');
      if (user.kind !== 'person') throw new Error(`${user.name} is no person and has no features`);
      const asked = patchFor(request, readUserSettings(user.settings));
      if ('outcome' in asked) return asked;
      try {
        await edit.write(await changeUser.plan(edit, user.id, asked.patch, new URLSearchParams()));
      } catch (error) {
        if (error instanceof Problem && error.status < 500) return refused('number_refused', reasonOf(error));
        throw error;
      }
      return { outcome: 'done' };
    }),
});

function patchFor(
  { what, number }: FeatureCodeRequest,
  settings: UserSettings,
): { readonly patch: Readonly<Record<string, unknown>> } | FeatureCodeResult {
  const { feature, enabled } = switches[what];
  if (feature === null) return { patch: { do_not_disturb: enabled } };
  const today = settings.inbound[feature];
  if (today?.available !== true)
    return refused('not_available', `${wordsOf(feature)} is not available to the user`);
  const takesNumber = enabled && feature !== 'anonymous_call_rejection';
  if (!takesNumber) return { patch: { inbound: { [feature]: { enabled } } } };
  const known = 'number' in today && typeof today.number === 'string' ? today.number : null;
  const target = number ?? known;
  if (target === null)
    return refused(
      'number_missing',
      `no number was dialled behind the code, and none is set for ${wordsOf(feature)}`,
    );
  return { patch: { inbound: { [feature]: { enabled, number: target } } } };
}

const refused = (
  code: 'not_available' | 'number_missing' | 'number_refused',
  why: string,
): FeatureCodeResult => ({
  outcome: 'refused',
  code,
  why,
});

const wordsOf = (feature: InboundFeature): string => feature.replaceAll('_', ' ');

/** Everything else of the user was found right when it was saved: what is wrong is what was dialled. */
const reasonOf = (problem: Problem): string => problem.errors[0]?.message ?? problem.message;
