import type { CallFacts, PartyIdentity } from '../model/callFacts';
import { parseNameAddress } from '../sip/nameAddress';
import { receivedRedirections } from '../sip/receivedRedirections';
import type { IncomingInvite } from '../sip/stack';
import { parameter, parseUri, type Uri } from '../sip/uri';

const nobody: PartyIdentity = { scheme: 'other', display: null, user: '', host: '' };

/** What a decision may know of an INVITE. Identities that cannot be read are left out, an unreadable From is nobody. */
export function callFacts(invite: IncomingInvite): CallFacts {
  const trunkGroups: string[] = [];
  const called = parseUri(invite.requestUri);
  if (called !== null) collect(called, ['dtg', 'tgrp'], trunkGroups);
  const contact = invite.header('Contact');
  const contactUri = contact === undefined ? null : uriOf(contact);
  // RFC 4904 section 5.2: the Contact names the trunk group the call comes from, the Request-URI the one it goes to.
  if (contactUri !== null) collect(contactUri, ['tgrp', 'otg'], trunkGroups);
  const from = identity(invite.header('From'), trunkGroups);
  const preferred = identity(invite.header('P-Preferred-Identity'), trunkGroups);
  const asserted: PartyIdentity[] = [];
  for (const value of invite.headers('P-Asserted-Identity')) {
    const one = identity(value, trunkGroups);
    if (one !== null) asserted.push(one);
  }
  return {
    source: invite.source,
    called: called === null ? { ...nobody, user: invite.requestUri } : party(called, null),
    requestUri: invite.requestUri,
    from: from ?? nobody,
    preferred,
    asserted,
    remoteParty: identity(invite.header('Remote-Party-ID'), trunkGroups),
    privacy: privacyValues(invite.headers('Privacy')),
    trunkGroupIdentities: trunkGroups,
    redirections: receivedRedirections(invite),
  };
}

function identity(value: string | undefined, trunkGroups: string[]): PartyIdentity | null {
  if (value === undefined) return null;
  const address = parseNameAddress(value);
  const uri = address === null ? null : parseUri(address.uri);
  if (address === null || uri === null) return null;
  collect(uri, ['otg', 'tgrp'], trunkGroups);
  // A bare addr-spec loses its parameters to the header; `otg` is found there then.
  collectFrom(address.parameters, ['otg'], trunkGroups);
  return party(uri, address.display);
}

function uriOf(value: string): Uri | null {
  const address = parseNameAddress(value);
  return address === null ? null : parseUri(address.uri);
}

const party = (uri: Uri, display: string | null): PartyIdentity => ({
  scheme: uri.scheme,
  display,
  user: uri.user,
  host: uri.host,
});

function collect(uri: Uri, names: readonly string[], found: string[]): void {
  collectFrom(uri.userParameters, names, found);
  collectFrom(uri.parameters, names, found);
}

function collectFrom(parameters: string, names: readonly string[], found: string[]): void {
  if (parameters === '') return;
  for (const name of names) {
    const value = parameter(parameters, name);
    if (value !== null && value !== '' && !found.includes(value)) found.push(value);
  }
}

/** RFC 3323 section 4.2 separates with semicolons; commas are seen in the field. */
function privacyValues(values: readonly string[]): readonly string[] {
  if (values.length === 0) return values;
  return values
    .flatMap((value) => value.split(';'))
    .map((value) => value.trim().toLowerCase())
    .filter((value) => value !== '');
}
