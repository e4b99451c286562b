import { findFree, isFree } from './ports';

/** The ports of a lab: those of the README and of the example deployment, or what took their place. */
export type PortName = 'sip' | 'http' | 'carrier' | 'new_york' | 'boston';

export type LabPorts = Readonly<Record<PortName, number>>;

export const usualPorts: LabPorts = { sip: 5060, http: 8080, carrier: 5080, new_york: 5070, boston: 5071 };

/** The usual ports, and where one of the `wanted` is taken, another; `elsewhere`: others for all of those. */
export async function choosePorts(wanted: readonly PortName[], elsewhere: boolean): Promise<LabPorts> {
  const chosen: Record<PortName, number> = { ...usualPorts };
  const taken = new Set(Object.values(usualPorts));
  for (const name of wanted) {
    if (!elsewhere && (await isFree(usualPorts[name]))) continue;
    chosen[name] = await findFree(taken);
    taken.add(chosen[name]);
  }
  return chosen;
}
