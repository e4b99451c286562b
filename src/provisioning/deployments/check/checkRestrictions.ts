import type { MistakeList, Path } from '../mistake';
import { present, Uniqueness, type GroupDraft, type UserDraft } from './scope';

type Restricted = Pick<GroupDraft, 'dial_restrictions' | 'digit_patterns' | 'transfer_numbers'>;

/** A group's restrictions: transfers lead somewhere, no pattern stands twice. */
export function checkRestrictions(group: Restricted, path: Path, mistakes: MistakeList): void {
  checkDigitPatterns(group, path, mistakes);
  const numbers = group.transfer_numbers?.length ?? 0;
  const check = (at: Path, permission: string | undefined): void => {
    const wanted = Number(/^transfer_([123])$/.exec(permission ?? '')?.[1] ?? 0);
    if (wanted <= numbers) return;
    mistakes.add(
      [...path, ...at],
      'invalid',
      `there is no transfer number ${String(wanted)} (transfer_numbers)`,
    );
  };
  for (const [category, permission] of Object.entries(group.dial_restrictions ?? {})) {
    check(['dial_restrictions', category], permission);
  }
  for (const [index, { permission }] of present(group.digit_patterns)) {
    check(['digit_patterns', index, 'permission'], permission);
  }
}

/** Of a group or of a user, whose transfers may be the group's. */
export function checkDigitPatterns(
  { digit_patterns: patterns }: Pick<Restricted | NonNullable<UserDraft['outbound']>, 'digit_patterns'>,
  path: Path,
  mistakes: MistakeList,
): void {
  const unique = new Uniqueness(mistakes, 'the pattern');
  for (const [index, { pattern }] of present(patterns)) {
    unique.add([...path, 'digit_patterns', index, 'pattern'], pattern, 'in this list');
  }
}
