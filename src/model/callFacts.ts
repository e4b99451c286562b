import type { Redirection } from './redirection';
import type { SipTransport } from './settings';

/** An identity as a SIP header carried it: From, P-Asserted-Identity and so on. Strings are unescaped. */
export interface PartyIdentity {
  readonly scheme: 'sip' | 'sips' | 'tel' | 'urn' | 'other';
  readonly display: string | null;
  /** User part of a sip URI, subscriber of a tel URI, the rest of a urn; parameters cut off. */
  readonly user: string;
  readonly host: string;
}

/** Where a request came from, and over what. */
export interface SourceAddress {
  readonly transport: SipTransport;
  /** IPv4 or IPv6 literal without brackets. */
  readonly address: string;
  readonly port: number;
}

/** What a new call says of itself: the whole input of a decision that comes off the wire. */
export interface CallFacts {
  readonly source: SourceAddress;
  /** The Request-URI. */
  readonly called: PartyIdentity;
  /** The Request-URI as received. */
  readonly requestUri: string;
  readonly from: PartyIdentity;
  readonly preferred: PartyIdentity | null;
  readonly asserted: readonly PartyIdentity[];
  readonly remoteParty: PartyIdentity | null;
  /** Values of the Privacy header, lower case (RFC 3323, 3325). */
  readonly privacy: readonly string[];
  /** Trunk-group identities the sender named: `otg`, `dtg` and `tgrp` parameters (RFC 4904). */
  readonly trunkGroupIdentities: readonly string[];
  /** Where the sender says the call was sent on from, the first station first; believed of trusted peers. */
  readonly redirections: readonly Redirection[];
}
