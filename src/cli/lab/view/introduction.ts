import type { EndAddress } from '../ends/endsProtocol';
import { trunkGroupIds, type Layout } from '../layout';
import type { Target } from '../target';
import type { TrafficOptions } from '../traffic/trafficPlan';

/** What a run does, and where to look at it meanwhile. */
export function introduction(target: Target, { ends }: Layout, traffic: TrafficOptions): readonly string[] {
  const { url } = target.api;
  const curl = (path: string): string => `  curl -s -H "Authorization: Bearer $KEY" ${url}/api/v1${path}`;
  return [
    'Trunkline lab',
    ...target.description,
    `ends      carrier ${text(ends.carrier)}, PBX New York ${text(ends.new_york)}, PBX Boston ${text(ends.boston)}`,
    `traffic   ${trafficText(traffic)}`,
    '',
    'Look at it from another terminal:',
    `  KEY=${target.keyText}`,
    curl('/trunk-groups'),
    curl(`/trunk-groups/${trunkGroupIds[0] ?? ''}`),
    curl('/calls'),
    '',
  ];
}

const text = ({ host, port }: EndAddress): string => `${host}:${port}`;

function trafficText({ rate, seconds, talkSeconds, burstSeconds, seed }: TrafficOptions): string {
  const time = Number.isFinite(seconds) ? `for ${seconds} s` : 'until Ctrl-C';
  const burst = burstSeconds > 0 ? `a burst beyond the limits every ${burstSeconds} s` : 'no bursts';
  return `${rate} calls a second ${time}, ${talkSeconds} s of talk, ${burst}; again the same with --seed ${seed}`;
}
