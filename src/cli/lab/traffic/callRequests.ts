import type { Random } from '../../../model/ports';
import { ada, ben, cy, people, unassignedNumbers, type Person } from './people';
import type { CallKindName, CallRequest } from './plannedCall';
import { between, oneOf } from './seededRandom';

/** Callers from the public network, by area; none of the numbers that the example deployment treats apart. */
const publicAreas = [646, 303, 617] as const;
const callees = ['Harbor Hotel', 'City Library', 'North Clinic', 'Blue Cab'] as const;

/** How each kind of call is made up: who calls, from where, and what is dialled. */
export const callRequests: Readonly<Record<CallKindName, (random: Random) => CallRequest>> = {
  inbound: (random) => toPerson(random, oneOf(random, ...people)),
  outbound: (random) => fromPerson(oneOf(random, ...people), publicNumber(random), oneOf(random, ...callees)),
  on_net_extension: (random) => onNet(random, (callee) => callee.extension),
  on_net_number: (random) =>
    onNet(random, (callee) => oneOf(random, callee.number, callee.number.slice(1), callee.number.slice(2))),
  emergency: (random) => fromPerson(oneOf(random, ...people), '911', 'emergency'),
  wrong_number: (random) => ({
    ...fromPublic(random),
    dialled: `+1${unassignedNumbers.first + Math.floor(random() * unassignedNumbers.count)}`,
    calledName: 'nobody',
  }),
  unknown_caller: (random) => ({
    from: oneOf(random, 'new_york', 'boston'),
    calling: '+12125550190',
    callingName: 'Nobody',
    withheld: false,
    dialled: publicNumber(random),
    calledName: oneOf(random, ...callees),
  }),
  burst_inbound: (random) => toPerson(random, ada),
  burst_outbound: (random) => fromPerson(ben, publicNumber(random), oneOf(random, ...callees)),
};

const withheldShare = 0.05;

function toPerson(random: Random, callee: Person): CallRequest {
  const caller = fromPublic(random);
  return { ...caller, dialled: callee.number, calledName: callee.name, withheld: random() < withheldShare };
}

const fromPublic = (random: Random): Omit<CallRequest, 'dialled' | 'calledName'> => ({
  from: 'carrier',
  calling: publicNumber(random),
  callingName: null,
  withheld: false,
});

const fromPerson = (caller: Person, dialled: string, calledName: string): CallRequest => ({
  from: caller.pbx,
  calling: caller.number,
  callingName: caller.name,
  withheld: false,
  dialled,
  calledName,
});

/** Between two users, the way `dial` writes the called one. */
function onNet(random: Random, dial: (callee: Person) => string): CallRequest {
  const [caller, callee] = oneOf(random, [ada, ben], [ben, ada], [ada, cy], [cy, ben], [ben, cy]);
  return fromPerson(caller, dial(callee), callee.name);
}

/** A fictional number of the public network, in E.164. */
const publicNumber = (random: Random): string =>
  `+1${oneOf(random, ...publicAreas)}55501${Math.floor(between(random, 10, 100))}`;
