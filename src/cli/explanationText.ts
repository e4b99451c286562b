import type { CallExplanation } from '../client/apiClient';

type Candidate = CallExplanation['candidates'][number];
type Limit = CallExplanation['limits'][number];
type Failure = CallExplanation['failures'][number];

/** What would become of a call, for a person to read. */
export function explanationText(told: CallExplanation): string {
  return [
    ...verdict(told),
    '',
    ...facts(told),
    ...section('Limits of its own trunk', told.limits.map(limitText)),
    ...section('Asked, in this order', told.candidates.flatMap(candidateLines)),
    ...told.failures.flatMap(failureLines),
    ...section('Peers near this source', told.peers.map(peerText)),
    ...section(
      'Why',
      told.trace.map(({ rule, result }) => `${rule.padEnd(ruleWidth(told))}  ${result}`),
    ),
  ].join('\n');
}

const verdict = (told: CallExplanation): readonly string[] => {
  const { answer, first } = told;
  const says = answer === null ? 'no answer at all' : `${String(answer.status)} ${answer.reason}`;
  switch (told.outcome) {
    case 'routed':
      return [`The call goes to ${label(first)}.`];
    case 'feature_code':
      return ['The service answers: a feature access code was dialled.'];
    case 'over_capacity':
      return [`Everybody is full: the caller gets ${says}.`];
    case 'refused':
      return [
        `The call is refused: the caller gets ${says} (${answer?.failure.replaceAll('_', ' ') ?? ''}).`,
      ];
    case 'unknown_peer':
      return [`Nobody we know sends this call: ${says}.`];
  }
};

const facts = (told: CallExplanation): readonly string[] => {
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['at', told.at],
    ['sent by', told.peer === null ? null : label(told.peer)],
    ['direction', told.direction],
    ['enterprise', told.enterprise?.name],
    ['group', told.group?.name],
    ['user', told.user?.name],
    ['calls', told.called_user?.name],
    ['calling number', told.calling_number],
    ['called number', told.called_number],
    ['dialled', told.dialled === told.called_number ? null : told.dialled],
    ['emergency', emergencyText(told)],
  ];
  return rows.flatMap(([name, value]) => (value == null ? [] : [`  ${name.padEnd(16)}${value}`]));
};

const emergencyText = ({ emergency }: CallExplanation): string | null => {
  if (emergency === null) return null;
  const back = `call back ${emergency.callback_number ?? 'unknown'}`;
  return emergency.no_emergency_route ? `${back}; there is no emergency route` : back;
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];

const candidateLines = (candidate: Candidate, index: number): readonly string[] => {
  const { destination, addresses, request_user, presented, limits, full } = candidate;
  const shown = presented.from ?? 'anonymous';
  const asserted = presented.asserted === null ? '' : `, asserted ${presented.asserted}`;
  return [
    `${String(index + 1)}. ${label(destination)} at ${addresses.join(', ')}`,
    ...candidate.health.filter(({ state }) => state !== null).map((each) => `   ${healthText(each)}`),
    `   calls ${request_user}, shown ${shown}${asserted}${presented.privacy ? ', private' : ''}`,
    ...limits.map((limit) => `   ${limitText(limit)}`),
    ...(full === null
      ? []
      : [`   full: ${full.limit} ${String(full.maximum)} of ${full.scope.kind.replaceAll('_', ' ')}`]),
  ];
};

const supposed: Readonly<Record<Failure['when'], string>> = {
  full: 'If everybody is full',
  unreachable: 'If nobody can be reached',
  busy: 'If the line is busy',
  no_answer: 'If nobody answers',
};

const failureLines = ({ when, steps, answer }: Failure): readonly string[] =>
  section(supposed[when], [
    ...steps.map(({ forwarded_to, candidates }) => {
      const whom =
        forwarded_to === null
          ? 'asks'
          : `is sent on to ${forwarded_to.user?.name ?? forwarded_to.number} (${forwarded_to.reason.replaceAll('_', ' ')}), asks`;
      const asked = candidates.map(({ destination }) => label(destination)).join(', then ');
      return `it ${whom} ${asked === '' ? 'nobody' : asked};`;
    }),
    `the caller gets ${String(answer.status)} ${answer.reason}.`,
  ]);

const healthText = ({ address, state, tried }: Candidate['health'][number]): string =>
  `${address} ${state === null ? 'is not watched' : `is ${state}`}${tried ? '' : ', passed over'}`;

const limitText = ({ scope, limit, maximum, in_use }: Limit): string =>
  `${label(scope)}: ${limit} ${String(in_use)} of ${String(maximum)} in use`;

const peerText = ({ peer, matched, reason }: CallExplanation['peers'][number]): string =>
  `${matched ? '*' : ' '} ${label(peer)}: ${reason}`;

const label = (thing: { readonly kind: string; readonly name: string } | null): string =>
  thing === null ? 'nobody' : `${thing.kind.replaceAll('_', ' ')} ${thing.name}`;

const ruleWidth = ({ trace }: CallExplanation): number => Math.max(...trace.map(({ rule }) => rule.length));
