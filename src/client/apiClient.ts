// Written by scripts/generateClient.mjs from the API's OpenAPI document; not to be changed by hand.
import { ApiTransport, type ApiTransportOptions, type CallOptions, type Tagged } from './apiTransport';

export interface AccountCode {
  /** a code of 1 to 6 digits */
  readonly code: string;
  readonly description: string | null;
}

export interface AccountCodeCreate {
  readonly items: readonly {
    /** a code of 1 to 6 digits */
    readonly code: string;
    readonly description?: string | null | undefined;
  }[];
}

export interface AccountCodeList {
  readonly items: readonly AccountCode[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
  /** null: the group has no account codes */
  readonly length: number | null;
  readonly strict: boolean;
}

export interface AccountCodeSettings {
  readonly length: number;
  readonly strict: boolean;
  /** codes that went with the change of the length */
  readonly deleted_codes: number;
}

export interface AccountCodeSettingsUpdate {
  readonly length?: number | null | undefined;
  readonly strict?: boolean | null | undefined;
}

export interface AccountCodeUpdate {
  readonly code?: string | null | undefined;
  readonly description?: string | null | undefined;
}

export interface AnonymousCallRejection {
  readonly available: boolean;
  readonly enabled: boolean;
}

export interface AnonymousCallRejectionUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

export interface AuthorizationCode {
  /** a code of 2 to 14 digits */
  readonly code: string;
  readonly description: string | null;
}

export interface AuthorizationCodeCreate {
  readonly items: readonly {
    /** a code of 2 to 14 digits */
    readonly code: string;
    readonly description?: string | null | undefined;
  }[];
}

export interface AuthorizationCodeList {
  readonly items: readonly AuthorizationCode[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
  readonly sync: {
    /** codes have changed since; custom users have those of the last time */
    readonly due: boolean;
    readonly synced_at: string | null;
  };
}

export interface AuthorizationCodeSync {
  /** authorization codes they now have */
  readonly codes: number;
  /** the custom users of the group, the first thousand */
  readonly users: readonly Named[];
  /** custom users of the group */
  readonly total: number;
  /** RFC 3339 in UTC with milliseconds */
  readonly synced_at: string;
}

export interface AuthorizationCodeUpdate {
  readonly code?: string | null | undefined;
  readonly description?: string | null | undefined;
}

export interface Call {
  readonly id: string;
  readonly state: 'routing' | 'ringing' | 'answered' | 'ending';
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunk_group: Named | null;
  readonly direction: 'originating' | 'terminating';
  readonly calling_number: string;
  readonly called_number: string;
  readonly dialled: string;
  readonly emergency: boolean;
  /** RFC 3339 in UTC with milliseconds */
  readonly started_at: string;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  readonly attempts: readonly {
    readonly destination: {
      readonly id: string;
      readonly name: string;
      readonly kind: 'trunk_group' | 'carrier';
    };
    /** host:port;transport of the address tried */
    readonly address: string;
    /** RFC 3339 in UTC with milliseconds */
    readonly started_at: string;
    readonly ringing_at: string | null;
    readonly answered_at: string | null;
    readonly ended_at: string | null;
    /** final status; null while the attempt lasts */
    readonly sip_code: number | null;
  }[];
  /** what each rule said of the call, in order */
  readonly trace: readonly { readonly rule: string; readonly result: string }[];
}

export interface CallAcceptance {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly criteria: readonly {
    /** text of 1 to 80 characters */
    readonly description: string;
    readonly active: boolean;
    readonly apply: boolean;
    readonly numbers?: readonly string[] | undefined;
    readonly anonymous: boolean;
    readonly unavailable: boolean;
    readonly time_schedule: string | null;
    readonly holiday_schedule: string | null;
  }[];
}

export interface CallAcceptanceUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly criteria?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly description: string;
        readonly active?: boolean | undefined;
        readonly apply?: boolean | undefined;
        readonly numbers?: readonly string[] | undefined;
        readonly anonymous?: boolean | undefined;
        readonly unavailable?: boolean | undefined;
        readonly time_schedule?: string | null | undefined;
        readonly holiday_schedule?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface CallExplanation {
  /** RFC 3339 in UTC with milliseconds */
  readonly at: string;
  readonly outcome: 'routed' | 'feature_code' | 'refused' | 'over_capacity' | 'unknown_peer';
  /** who sends the call; null: nobody we know */
  readonly peer: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'trunk_group' | 'carrier';
  } | null;
  /** those near the source, and why each matches or not; with arriving_on none */
  readonly peers: readonly {
    readonly peer: { readonly id: string; readonly name: string; readonly kind: 'trunk_group' | 'carrier' };
    readonly matched: boolean;
    readonly reason: string;
  }[];
  readonly direction: 'originating' | 'terminating' | null;
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunk_group: Named | null;
  /** on an on-net call */
  readonly called_user: Named | null;
  readonly calling_number: string | null;
  readonly called_number: string | null;
  readonly dialled: string | null;
  readonly emergency: {
    readonly callback_number: string | null;
    readonly no_emergency_route: boolean;
  } | null;
  /** limits the call would count against, with what is in use now */
  readonly limits: readonly {
    readonly scope: {
      readonly id: string;
      readonly name: string;
      readonly kind: 'enterprise' | 'trunk_group';
    };
    readonly limit: 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';
    readonly maximum: number;
    readonly in_use: number;
  }[];
  /** in the order they would be asked now */
  readonly candidates: readonly {
    readonly destination: {
      readonly id: string;
      readonly name: string;
      readonly kind: 'trunk_group' | 'carrier';
    };
    /** host:port;transport, in the order they are tried */
    readonly addresses: readonly string[];
    /** of its addresses, as the node asked knows them */
    readonly health: readonly {
      readonly address: string;
      /** false: calls pass it over now */
      readonly tried: boolean;
      /** null: not watched */
      readonly state: 'available' | 'unavailable' | null;
      /** of the state; null: since the start */
      readonly since: string | null;
      /** of the last probe; null: none has ended */
      readonly last_response: number | null;
    }[];
    /** all its calls go elsewhere; it is not rung */
    readonly forwards_all: boolean;
    /** the called number as it is sent */
    readonly request_user: string;
    /** how the caller is shown; from null: anonymous */
    readonly presented: {
      readonly from: string | null;
      readonly display: string | null;
      readonly asserted: string | null;
      readonly privacy: boolean;
    };
    readonly failover_codes: readonly number[];
    /** limits the call would count against, with what is in use now */
    readonly limits: readonly {
      readonly scope: {
        readonly id: string;
        readonly name: string;
        readonly kind: 'enterprise' | 'trunk_group';
      };
      readonly limit: 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';
      readonly maximum: number;
      readonly in_use: number;
    }[];
    /** the limit that would refuse the call here; null: there is room */
    readonly full: {
      readonly scope: { readonly id: string; readonly kind: 'enterprise' | 'trunk_group' | 'called_number' };
      readonly limit: string;
      readonly maximum: number;
    } | null;
  }[];
  /** who would be rung first; null: nobody */
  readonly first: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'trunk_group' | 'carrier';
  } | null;
  readonly max_reroutes: number;
  /** what comes if nobody takes the call */
  readonly failures: readonly {
    /** what is found of all who are asked, here and at every further way */
    readonly when: 'full' | 'unreachable' | 'busy' | 'no_answer';
    /** the ways the call takes, one after the other */
    readonly steps: readonly {
      /** null: the same user by another way */
      readonly forwarded_to: {
        readonly user: Named | null;
        readonly number: string;
        readonly reason: string;
      } | null;
      readonly candidates: readonly {
        readonly destination: {
          readonly id: string;
          readonly name: string;
          readonly kind: 'trunk_group' | 'carrier';
        };
        /** host:port;transport, in the order they are tried */
        readonly addresses: readonly string[];
        /** of its addresses, as the node asked knows them */
        readonly health: readonly {
          readonly address: string;
          /** false: calls pass it over now */
          readonly tried: boolean;
          /** null: not watched */
          readonly state: 'available' | 'unavailable' | null;
          /** of the state; null: since the start */
          readonly since: string | null;
          /** of the last probe; null: none has ended */
          readonly last_response: number | null;
        }[];
        /** all its calls go elsewhere; it is not rung */
        readonly forwards_all: boolean;
        /** the called number as it is sent */
        readonly request_user: string;
        /** how the caller is shown; from null: anonymous */
        readonly presented: {
          readonly from: string | null;
          readonly display: string | null;
          readonly asserted: string | null;
          readonly privacy: boolean;
        };
        readonly failover_codes: readonly number[];
        /** limits the call would count against, with what is in use now */
        readonly limits: readonly {
          readonly scope: {
            readonly id: string;
            readonly name: string;
            readonly kind: 'enterprise' | 'trunk_group';
          };
          readonly limit: 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';
          readonly maximum: number;
          readonly in_use: number;
        }[];
        /** the limit that would refuse the call here; null: there is room */
        readonly full: {
          readonly scope: {
            readonly id: string;
            readonly kind: 'enterprise' | 'trunk_group' | 'called_number';
          };
          readonly limit: string;
          readonly maximum: number;
        } | null;
      }[];
      readonly max_reroutes: number;
      readonly trace: readonly { readonly rule: string; readonly result: string }[];
    }[];
    /** what the caller hears when nothing is left; where a target answered, its own answer */
    readonly answer: {
      readonly failure: string;
      readonly status: number;
      readonly reason: string;
      readonly q850_cause: number;
    };
    /** what the rules said before that */
    readonly trace: readonly { readonly rule: string; readonly result: string }[];
  }[];
  /** what the caller would be answered; null: that is for who is rung to say */
  readonly answer: {
    readonly failure: string;
    readonly status: number;
    readonly reason: string;
    readonly q850_cause: number;
  } | null;
  /** what each rule said of the call, in order */
  readonly trace: readonly { readonly rule: string; readonly result: string }[];
}

export interface CallForwardingAlways {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface CallForwardingAlwaysUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly number?: string | null | undefined;
}

export interface CallForwardingBusy {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface CallForwardingBusyUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly number?: string | null | undefined;
}

export interface CallForwardingNoAnswer {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  readonly rings: number;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface CallForwardingNoAnswerUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly number?: string | null | undefined;
  readonly rings?: number | null | undefined;
}

export interface CallForwardingNotReachable {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  readonly timer_s: number | null;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface CallForwardingNotReachableUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly number?: string | null | undefined;
  readonly timer_s?: number | null | undefined;
}

export interface CallForwardingSelective {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  readonly criteria: readonly {
    /** text of 1 to 80 characters */
    readonly description: string;
    readonly active: boolean;
    readonly apply: boolean;
    readonly numbers?: readonly string[] | undefined;
    readonly anonymous: boolean;
    readonly unavailable: boolean;
    readonly time_schedule: string | null;
    readonly holiday_schedule: string | null;
    readonly number: string | null;
  }[];
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface CallForwardingSelectiveUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly number?: string | null | undefined;
  readonly criteria?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly description: string;
        readonly active?: boolean | undefined;
        readonly apply?: boolean | undefined;
        readonly numbers?: readonly string[] | undefined;
        readonly anonymous?: boolean | undefined;
        readonly unavailable?: boolean | undefined;
        readonly time_schedule?: string | null | undefined;
        readonly holiday_schedule?: string | null | undefined;
        readonly number?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface CallList {
  readonly items: readonly Call[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface CallLog {
  readonly id: string;
  /** shared by the records of all enterprises in the call */
  readonly call_id: string;
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunk_group: Named | null;
  readonly direction: 'originating' | 'terminating';
  readonly participants: readonly {
    readonly role: 'caller' | 'called' | 'forwarder';
    readonly user: Named | null;
    readonly trunk_group: Named | null;
  }[];
  /** where the call came from; null: another enterprise */
  readonly peer: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'trunk_group' | 'carrier';
  } | null;
  readonly calling_number: string;
  readonly called_number: string;
  readonly dialled: string;
  /** what the caller keyed in; null: none */
  readonly account_code: string | null;
  /** what the code is called, without a description its last digits; null: none was keyed in */
  readonly authorization_code: string | null;
  readonly emergency: boolean;
  /** RFC 3339 in UTC with milliseconds */
  readonly started_at: string;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  /** RFC 3339 in UTC with milliseconds */
  readonly ended_at: string;
  /** from answer to end; 0: it was not answered */
  readonly duration_ms: number;
  readonly outcome:
    'answered' | 'busy' | 'no_answer' | 'rejected' | 'cancelled' | 'failed' | 'over_capacity' | 'blocked';
  /** a stable word for what went wrong */
  readonly failure: string | null;
  /** what the caller was answered */
  readonly sip_code: number;
  readonly q850_cause: number;
  readonly ended_by: 'caller' | 'callee' | 'service';
  readonly attempts: readonly {
    readonly destination: {
      readonly id: string;
      readonly name: string;
      readonly kind: 'trunk_group' | 'carrier' | 'enterprise';
    };
    /** host:port;transport of the address tried; null: another enterprise’s */
    readonly address: string | null;
    /** RFC 3339 in UTC with milliseconds */
    readonly started_at: string;
    readonly ringing_at: string | null;
    readonly answered_at: string | null;
    readonly ended_at: string | null;
    /** final status; null: none was heard */
    readonly sip_code: number | null;
  }[];
  /** what each rule said of the call, in order */
  readonly trace: readonly { readonly rule: string; readonly result: string }[];
  /** the call that who is in this one was in before; null: nobody was transferred here */
  readonly transferred_from: {
    readonly call_id: string;
    /** the user of this enterprise who asked for it; null: another one’s */
    readonly by: Named | null;
  } | null;
  /** the call in which who was in this one goes on; null: nobody was transferred away */
  readonly transferred_to: {
    readonly call_id: string;
    /** the user of this enterprise who asked for it; null: another one’s */
    readonly by: Named | null;
  } | null;
}

export interface CallLogList {
  readonly items: readonly CallLog[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface CallMessage {
  /** RFC 3339 in UTC with milliseconds */
  readonly at: string;
  readonly direction: 'received' | 'sent';
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  /** host:port of the service */
  readonly local: string;
  /** host:port of the far end */
  readonly remote: string;
  /** which leg of the call, from 1: the caller’s; each has its own Call-ID */
  readonly leg: number;
  /** of the request, or of the one that is answered */
  readonly method: string;
  /** of a response; null: a request */
  readonly status: number | null;
  /** the first line */
  readonly summary: string;
  /** the whole message, without credentials, keys and keyed digits */
  readonly text: string;
}

export interface CallMessageList {
  readonly items: readonly CallMessage[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
  /** there are more than are listed */
  readonly truncated: boolean;
}

export interface CallQuestion {
  /** a number, an extension, `anonymous`, or a SIP or tel URI */
  readonly from: string;
  /** the same, or a urn such as urn:service:sos */
  readonly to: string;
  /** when the call is placed; left out: now */
  readonly at?: string | undefined;
  /** the trunk group or carrier that sends the call, by id or name */
  readonly arriving_on?: Reference | undefined;
  /** where the call comes from, instead of arriving_on */
  readonly source?: string | undefined;
  /** what P-Asserted-Identity says */
  readonly asserted?: string | null | undefined;
  /** the caller asks not to be shown */
  readonly private?: boolean | undefined;
  /** otg, dtg and tgrp of the call */
  readonly trunk_group_identities?: readonly string[] | undefined;
}

export interface CallRejection {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly criteria: readonly {
    /** text of 1 to 80 characters */
    readonly description: string;
    readonly active: boolean;
    readonly apply: boolean;
    readonly numbers?: readonly string[] | undefined;
    readonly anonymous: boolean;
    readonly unavailable: boolean;
    readonly time_schedule: string | null;
    readonly holiday_schedule: string | null;
  }[];
}

export interface CallRejectionUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly criteria?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly description: string;
        readonly active?: boolean | undefined;
        readonly apply?: boolean | undefined;
        readonly numbers?: readonly string[] | undefined;
        readonly anonymous?: boolean | undefined;
        readonly unavailable?: boolean | undefined;
        readonly time_schedule?: string | null | undefined;
        readonly holiday_schedule?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface Carrier {
  readonly id: string;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly gateways: readonly {
    /** an IP address or a host name, without a port */
    readonly host: string;
    readonly port: number;
    readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
    readonly priority: number;
    readonly weight: number;
  }[];
  readonly options_ping: {
    readonly enabled: boolean;
    readonly available_interval_s: number;
    readonly unavailable_interval_s: number;
    readonly failure_threshold: number;
    readonly success_threshold: number;
  };
  readonly invite_failure_threshold: number | null;
  readonly invite_failure_window_s: number;
  readonly sender_call_rate: { readonly per_second: number; readonly burst: number | null } | null;
  readonly accept_from: readonly string[];
  readonly number_format: 'e164_plus' | 'e164' | 'national';
  readonly number_policy: {
    readonly sent: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly received: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly untouched: readonly string[];
  };
  readonly failover_codes: readonly number[];
  readonly caller_id: {
    readonly present: 'user' | 'trunk_group' | 'as_sent';
    readonly own_numbers_only: boolean;
  };
  readonly trusted: boolean;
  /** available while one of its addresses is */
  readonly state: 'available' | 'unavailable';
  readonly health: {
    /** of the state; null: since the service started */
    readonly since: string | null;
    /** those that are watched: by probes, or by how INVITEs fare */
    readonly addresses: readonly {
      /** host:port;transport */
      readonly address: string;
      readonly state: 'available' | 'unavailable';
      /** null: since the service started */
      readonly since: string | null;
      /** status of the last probe: 408 silence, 503 a transport error; null: none has ended */
      readonly last_response: number | null;
      readonly last_probe_at: string | null;
      /** how long its answer took; null: it failed */
      readonly latency_ms: number | null;
    }[];
  };
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface CarrierCreate {
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly gateways?:
    | readonly {
        /** an IP address or a host name, without a port */
        readonly host: string;
        readonly port?: number | undefined;
        readonly transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | undefined;
        readonly priority?: number | undefined;
        readonly weight?: number | undefined;
      }[]
    | undefined;
  readonly options_ping?:
    | {
        readonly enabled?: boolean | undefined;
        readonly available_interval_s?: number | undefined;
        readonly unavailable_interval_s?: number | undefined;
        readonly failure_threshold?: number | undefined;
        readonly success_threshold?: number | undefined;
      }
    | undefined;
  readonly invite_failure_threshold?: number | null | undefined;
  readonly invite_failure_window_s?: number | undefined;
  readonly sender_call_rate?:
    { readonly per_second: number; readonly burst?: number | null | undefined } | null | undefined;
  readonly accept_from?: readonly string[] | undefined;
  readonly number_format?: 'e164_plus' | 'e164' | 'national' | undefined;
  readonly number_policy?:
    | {
        readonly sent?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
            }
          | undefined;
        readonly received?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
            }
          | undefined;
        readonly untouched?: readonly string[] | undefined;
      }
    | undefined;
  readonly failover_codes?: readonly number[] | undefined;
  readonly caller_id?:
    | {
        readonly present?: 'user' | 'trunk_group' | 'as_sent' | undefined;
        readonly own_numbers_only?: boolean | undefined;
      }
    | undefined;
  readonly trusted?: boolean | undefined;
}

export interface CarrierList {
  readonly items: readonly Carrier[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface CarrierUpdate {
  readonly name?: string | null | undefined;
  readonly gateways?:
    | readonly {
        /** an IP address or a host name, without a port */
        readonly host: string;
        readonly port?: number | undefined;
        readonly transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | undefined;
        readonly priority?: number | undefined;
        readonly weight?: number | undefined;
      }[]
    | null
    | undefined;
  readonly options_ping?:
    | {
        readonly enabled?: boolean | null | undefined;
        readonly available_interval_s?: number | null | undefined;
        readonly unavailable_interval_s?: number | null | undefined;
        readonly failure_threshold?: number | null | undefined;
        readonly success_threshold?: number | null | undefined;
      }
    | null
    | undefined;
  readonly invite_failure_threshold?: number | null | undefined;
  readonly invite_failure_window_s?: number | null | undefined;
  readonly sender_call_rate?:
    | { readonly per_second?: number | null | undefined; readonly burst?: number | null | undefined }
    | null
    | undefined;
  readonly accept_from?: readonly string[] | null | undefined;
  readonly number_format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
  readonly number_policy?:
    | {
        readonly sent?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
            }
          | null
          | undefined;
        readonly received?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
            }
          | null
          | undefined;
        readonly untouched?: readonly string[] | null | undefined;
      }
    | null
    | undefined;
  readonly failover_codes?: readonly number[] | null | undefined;
  readonly caller_id?:
    | {
        readonly present?: 'user' | 'trunk_group' | 'as_sent' | null | undefined;
        readonly own_numbers_only?: boolean | null | undefined;
      }
    | null
    | undefined;
  readonly trusted?: boolean | null | undefined;
}

export interface DeploymentResult {
  readonly changed: boolean;
  /** what became of the objects, by kind */
  readonly summary: {
    readonly carriers: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly outbound_routes: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly enterprises: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly groups: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly trunk_groups: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly routing_schemes: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly departments: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly numbers: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly users: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly schedules: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly administrators: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly contacts: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
    readonly shared_contacts: {
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
      readonly removed: number;
    };
  };
  /** what is in force, and will hardly do what was meant */
  readonly warnings: readonly {
    readonly path: string;
    /** a stable word for programs */
    readonly code: 'loop';
    readonly message: string;
  }[];
}

export interface DialRestrictions {
  readonly dial_restrictions: {
    readonly internal?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly group?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly local?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll_free?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly international?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly operator_assisted?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly directory_assistance?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly casual?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly url_dialing?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly unknown?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
  };
  readonly forward_restrictions: {
    readonly internal?: 'allow' | 'disallow' | undefined;
    readonly group?: 'allow' | 'disallow' | undefined;
    readonly local?: 'allow' | 'disallow' | undefined;
    readonly toll_free?: 'allow' | 'disallow' | undefined;
    readonly toll?: 'allow' | 'disallow' | undefined;
    readonly international?: 'allow' | 'disallow' | undefined;
    readonly operator_assisted?: 'allow' | 'disallow' | undefined;
    readonly directory_assistance?: 'allow' | 'disallow' | undefined;
    readonly special_services?: 'allow' | 'disallow' | undefined;
    readonly special_services_1?: 'allow' | 'disallow' | undefined;
    readonly special_services_2?: 'allow' | 'disallow' | undefined;
    readonly premium?: 'allow' | 'disallow' | undefined;
    readonly premium_1?: 'allow' | 'disallow' | undefined;
    readonly premium_2?: 'allow' | 'disallow' | undefined;
    readonly casual?: 'allow' | 'disallow' | undefined;
    readonly url_dialing?: 'allow' | 'disallow' | undefined;
    readonly unknown?: 'allow' | 'disallow' | undefined;
  };
  readonly digit_patterns: readonly {
    /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
    readonly pattern: string;
    readonly permission:
      'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
  }[];
  readonly transfer_numbers: readonly string[];
}

export interface DialRestrictionsUpdate {
  readonly dial_restrictions?:
    | {
        readonly internal?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly group?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly local?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll_free?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly international?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly operator_assisted?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly directory_assistance?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly casual?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly url_dialing?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly unknown?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
      }
    | null
    | undefined;
  readonly forward_restrictions?:
    | {
        readonly internal?: 'allow' | 'disallow' | null | undefined;
        readonly group?: 'allow' | 'disallow' | null | undefined;
        readonly local?: 'allow' | 'disallow' | null | undefined;
        readonly toll_free?: 'allow' | 'disallow' | null | undefined;
        readonly toll?: 'allow' | 'disallow' | null | undefined;
        readonly international?: 'allow' | 'disallow' | null | undefined;
        readonly operator_assisted?: 'allow' | 'disallow' | null | undefined;
        readonly directory_assistance?: 'allow' | 'disallow' | null | undefined;
        readonly special_services?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_1?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_2?: 'allow' | 'disallow' | null | undefined;
        readonly premium?: 'allow' | 'disallow' | null | undefined;
        readonly premium_1?: 'allow' | 'disallow' | null | undefined;
        readonly premium_2?: 'allow' | 'disallow' | null | undefined;
        readonly casual?: 'allow' | 'disallow' | null | undefined;
        readonly url_dialing?: 'allow' | 'disallow' | null | undefined;
        readonly unknown?: 'allow' | 'disallow' | null | undefined;
      }
    | null
    | undefined;
  readonly digit_patterns?:
    | readonly {
        /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
        readonly pattern: string;
        readonly permission:
          'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
      }[]
    | null
    | undefined;
  readonly transfer_numbers?: readonly string[] | null | undefined;
}

export interface Enterprise {
  readonly id: string;
  /** text of 1 to 80 characters */
  readonly name: string;
  /** a country as two capital letters (ISO 3166), such as US */
  readonly country: string;
  readonly area_code: string | null;
  /** a time zone of the tz database, such as America/New_York */
  readonly time_zone: string;
  readonly max_active_calls: number | null;
  readonly trunk_routing_permission: 'hidden' | 'view_only' | 'view_and_edit';
  readonly licences: {
    readonly office?: number | undefined;
    readonly video_pro?: number | undefined;
    readonly video_pro_plus?: number | undefined;
    readonly mobile?: number | undefined;
  };
  readonly billing_cycle_day: number;
  readonly feature_codes: {
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly account_code: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly hide_number: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_always_on: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_always_off: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_busy_on: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_busy_off: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_no_answer_on: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly forwarding_no_answer_off: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly anonymous_rejection_on: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly anonymous_rejection_off: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly do_not_disturb_on: string;
    /** a code of * and 2 or 3 digits, such as "*72", or none */
    readonly do_not_disturb_off: string;
  };
  readonly toll_limits: {
    readonly user: {
      readonly max_concurrent_calls: number | null;
      readonly max_calls_per_hour: number | null;
      readonly refuse: boolean;
    } | null;
    readonly enterprise: {
      readonly max_concurrent_calls: number | null;
      readonly max_calls_per_hour: number | null;
      readonly refuse: boolean;
    } | null;
  } | null;
  readonly usage: {
    /** calls in progress */
    readonly active: number;
  };
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface EnterpriseCreate {
  /** text of 1 to 80 characters */
  readonly name: string;
  /** a country as two capital letters (ISO 3166), such as US */
  readonly country?: string | undefined;
  readonly area_code?: string | null | undefined;
  /** a time zone of the tz database, such as America/New_York */
  readonly time_zone?: string | undefined;
  readonly max_active_calls?: number | null | undefined;
  readonly trunk_routing_permission?: 'hidden' | 'view_only' | 'view_and_edit' | undefined;
  readonly licences?:
    | {
        readonly office?: number | undefined;
        readonly video_pro?: number | undefined;
        readonly video_pro_plus?: number | undefined;
        readonly mobile?: number | undefined;
      }
    | undefined;
  readonly billing_cycle_day?: number | undefined;
  readonly feature_codes?:
    | {
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly account_code?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly hide_number?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_always_on?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_always_off?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_busy_on?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_busy_off?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_no_answer_on?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly forwarding_no_answer_off?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly anonymous_rejection_on?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly anonymous_rejection_off?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly do_not_disturb_on?: string | undefined;
        /** a code of * and 2 or 3 digits, such as "*72", or none */
        readonly do_not_disturb_off?: string | undefined;
      }
    | undefined;
  readonly toll_limits?:
    | {
        readonly user?:
          | {
              readonly max_concurrent_calls?: number | null | undefined;
              readonly max_calls_per_hour?: number | null | undefined;
              readonly refuse?: boolean | undefined;
            }
          | null
          | undefined;
        readonly enterprise?:
          | {
              readonly max_concurrent_calls?: number | null | undefined;
              readonly max_calls_per_hour?: number | null | undefined;
              readonly refuse?: boolean | undefined;
            }
          | null
          | undefined;
      }
    | null
    | undefined;
}

export interface EnterpriseList {
  readonly items: readonly Enterprise[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface EnterpriseUpdate {
  readonly name?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly area_code?: string | null | undefined;
  readonly time_zone?: string | null | undefined;
  readonly max_active_calls?: number | null | undefined;
  readonly trunk_routing_permission?: 'hidden' | 'view_only' | 'view_and_edit' | null | undefined;
  readonly licences?:
    | {
        readonly office?: number | null | undefined;
        readonly video_pro?: number | null | undefined;
        readonly video_pro_plus?: number | null | undefined;
        readonly mobile?: number | null | undefined;
      }
    | null
    | undefined;
  readonly billing_cycle_day?: number | null | undefined;
  readonly feature_codes?:
    | {
        readonly account_code?: string | null | undefined;
        readonly hide_number?: string | null | undefined;
        readonly forwarding_always_on?: string | null | undefined;
        readonly forwarding_always_off?: string | null | undefined;
        readonly forwarding_busy_on?: string | null | undefined;
        readonly forwarding_busy_off?: string | null | undefined;
        readonly forwarding_no_answer_on?: string | null | undefined;
        readonly forwarding_no_answer_off?: string | null | undefined;
        readonly anonymous_rejection_on?: string | null | undefined;
        readonly anonymous_rejection_off?: string | null | undefined;
        readonly do_not_disturb_on?: string | null | undefined;
        readonly do_not_disturb_off?: string | null | undefined;
      }
    | null
    | undefined;
  readonly toll_limits?:
    | {
        readonly user?:
          | {
              readonly max_concurrent_calls?: number | null | undefined;
              readonly max_calls_per_hour?: number | null | undefined;
              readonly refuse?: boolean | null | undefined;
            }
          | null
          | undefined;
        readonly enterprise?:
          | {
              readonly max_concurrent_calls?: number | null | undefined;
              readonly max_calls_per_hour?: number | null | undefined;
              readonly refuse?: boolean | null | undefined;
            }
          | null
          | undefined;
      }
    | null
    | undefined;
}

export interface Group {
  readonly id: string;
  readonly enterprise: Named;
  readonly trunk_group: Named;
  readonly default_routing_scheme: Named;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly authorization_codes: readonly {
    /** a code of 2 to 14 digits */
    readonly code: string;
    readonly description: string | null;
  }[];
  readonly account_codes: {
    readonly length: number;
    readonly strict: boolean;
    readonly codes: readonly {
      /** a code of 1 to 6 digits */
      readonly code: string;
      readonly description: string | null;
    }[];
  } | null;
  readonly dial_restrictions: {
    readonly internal?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly group?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly local?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll_free?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly international?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly operator_assisted?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly directory_assistance?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly casual?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly url_dialing?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly unknown?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
  };
  readonly forward_restrictions: {
    readonly internal?: 'allow' | 'disallow' | undefined;
    readonly group?: 'allow' | 'disallow' | undefined;
    readonly local?: 'allow' | 'disallow' | undefined;
    readonly toll_free?: 'allow' | 'disallow' | undefined;
    readonly toll?: 'allow' | 'disallow' | undefined;
    readonly international?: 'allow' | 'disallow' | undefined;
    readonly operator_assisted?: 'allow' | 'disallow' | undefined;
    readonly directory_assistance?: 'allow' | 'disallow' | undefined;
    readonly special_services?: 'allow' | 'disallow' | undefined;
    readonly special_services_1?: 'allow' | 'disallow' | undefined;
    readonly special_services_2?: 'allow' | 'disallow' | undefined;
    readonly premium?: 'allow' | 'disallow' | undefined;
    readonly premium_1?: 'allow' | 'disallow' | undefined;
    readonly premium_2?: 'allow' | 'disallow' | undefined;
    readonly casual?: 'allow' | 'disallow' | undefined;
    readonly url_dialing?: 'allow' | 'disallow' | undefined;
    readonly unknown?: 'allow' | 'disallow' | undefined;
  };
  readonly digit_patterns: readonly {
    /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
    readonly pattern: string;
    readonly permission:
      'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
  }[];
  readonly transfer_numbers: readonly string[];
  readonly announce_refusals: boolean;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface GroupCreate {
  readonly enterprise: Reference;
  /** a group id of 1 to 24 letters and digits, such as "0012345" */
  readonly id: string;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly authorization_codes?:
    | readonly {
        /** a code of 2 to 14 digits */
        readonly code: string;
        readonly description?: string | null | undefined;
      }[]
    | undefined;
  readonly account_codes?:
    | {
        readonly length: number;
        readonly strict?: boolean | undefined;
        readonly codes?:
          | readonly {
              /** a code of 1 to 6 digits */
              readonly code: string;
              readonly description?: string | null | undefined;
            }[]
          | undefined;
      }
    | null
    | undefined;
  readonly dial_restrictions?:
    | {
        readonly internal?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly group?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly local?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly toll_free?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly toll?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly international?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly operator_assisted?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly directory_assistance?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly special_services?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly special_services_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly special_services_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly premium?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly premium_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly premium_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly casual?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly url_dialing?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
        readonly unknown?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | undefined;
      }
    | undefined;
  readonly forward_restrictions?:
    | {
        readonly internal?: 'allow' | 'disallow' | undefined;
        readonly group?: 'allow' | 'disallow' | undefined;
        readonly local?: 'allow' | 'disallow' | undefined;
        readonly toll_free?: 'allow' | 'disallow' | undefined;
        readonly toll?: 'allow' | 'disallow' | undefined;
        readonly international?: 'allow' | 'disallow' | undefined;
        readonly operator_assisted?: 'allow' | 'disallow' | undefined;
        readonly directory_assistance?: 'allow' | 'disallow' | undefined;
        readonly special_services?: 'allow' | 'disallow' | undefined;
        readonly special_services_1?: 'allow' | 'disallow' | undefined;
        readonly special_services_2?: 'allow' | 'disallow' | undefined;
        readonly premium?: 'allow' | 'disallow' | undefined;
        readonly premium_1?: 'allow' | 'disallow' | undefined;
        readonly premium_2?: 'allow' | 'disallow' | undefined;
        readonly casual?: 'allow' | 'disallow' | undefined;
        readonly url_dialing?: 'allow' | 'disallow' | undefined;
        readonly unknown?: 'allow' | 'disallow' | undefined;
      }
    | undefined;
  readonly digit_patterns?:
    | readonly {
        /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
        readonly pattern: string;
        readonly permission:
          'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
      }[]
    | undefined;
  readonly transfer_numbers?: readonly string[] | undefined;
  readonly announce_refusals?: boolean | undefined;
  readonly trunk_group?:
    | {
        readonly max_active_calls?: number | null | undefined;
        readonly max_incoming_calls?: number | null | undefined;
        readonly max_outgoing_calls?: number | null | undefined;
        readonly bursting?:
          | {
              readonly enabled?: boolean | undefined;
              readonly max_active_calls?: number | null | undefined;
              readonly max_incoming_calls?: number | null | undefined;
              readonly max_outgoing_calls?: number | null | undefined;
            }
          | undefined;
        readonly soft_max_active_calls?: number | null | undefined;
        readonly capacity_alarm?:
          { readonly first?: number | undefined; readonly every?: number | undefined } | undefined;
        readonly invitation_timeout_s?: number | undefined;
        readonly max_call_duration_s?: number | null | undefined;
        readonly transfers?: 'off' | 'inside' | 'outside' | undefined;
        readonly redirects?: 'refuse' | 'follow' | undefined;
        readonly forward_all?:
          | { readonly action: 'none' }
          | {
              readonly action: 'forward';
              /** a phone number or an extension, such as "+12125550101" or "1001" */
              readonly number: string;
            }
          | {
              readonly action: 'reroute';
              /** text of 1 to 80 characters */
              readonly trunk_group: string;
            }
          | undefined;
        readonly capacity_exceeded?:
          | { readonly action: 'none' }
          | {
              readonly action: 'forward';
              /** a phone number or an extension, such as "+12125550101" or "1001" */
              readonly number: string;
            }
          | {
              readonly action: 'reroute';
              /** text of 1 to 80 characters */
              readonly trunk_group: string;
            }
          | undefined;
        readonly unreachable_destination?:
          | { readonly action: 'none' }
          | {
              readonly action: 'forward';
              /** a phone number or an extension, such as "+12125550101" or "1001" */
              readonly number: string;
            }
          | {
              readonly action: 'reroute';
              /** text of 1 to 80 characters */
              readonly trunk_group: string;
            }
          | undefined;
        readonly screening?:
          | {
              readonly user_lookup?: 'basic' | 'extended' | undefined;
              readonly unscreened_calls?: 'allow' | 'reject' | undefined;
              readonly unscreened_emergency_calls?: 'allow' | 'reject' | undefined;
              readonly emergency_number?: string | null | undefined;
            }
          | undefined;
        readonly options_ping?:
          | {
              readonly enabled?: boolean | undefined;
              readonly available_interval_s?: number | undefined;
              readonly unavailable_interval_s?: number | undefined;
              readonly failure_threshold?: number | undefined;
              readonly success_threshold?: number | undefined;
            }
          | undefined;
        readonly invite_failure_threshold?: number | null | undefined;
        readonly invite_failure_window_s?: number | undefined;
        readonly sender_call_rate?:
          { readonly per_second: number; readonly burst?: number | null | undefined } | null | undefined;
        readonly call_rate?:
          { readonly per_second: number; readonly burst?: number | null | undefined } | null | undefined;
        readonly pbx?:
          | readonly {
              /** an IP address or a host name, without a port */
              readonly host: string;
              readonly port?: number | undefined;
              readonly transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | undefined;
              readonly priority?: number | undefined;
              readonly weight?: number | undefined;
            }[]
          | undefined;
        readonly accept_from?: readonly string[] | undefined;
        readonly number_format?: 'e164_plus' | 'e164' | 'national' | undefined;
        readonly number_policy?:
          | {
              readonly sent?:
                | {
                    readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
                    readonly called?:
                      | readonly {
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly strip?: string | undefined;
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly add?: string | undefined;
                        }[]
                      | undefined;
                    readonly calling?:
                      | readonly {
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly strip?: string | undefined;
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly add?: string | undefined;
                        }[]
                      | undefined;
                  }
                | undefined;
              readonly received?:
                | {
                    readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
                    readonly called?:
                      | readonly {
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly strip?: string | undefined;
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly add?: string | undefined;
                        }[]
                      | undefined;
                    readonly calling?:
                      | readonly {
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly strip?: string | undefined;
                          /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                          readonly add?: string | undefined;
                        }[]
                      | undefined;
                  }
                | undefined;
              readonly untouched?: readonly string[] | undefined;
            }
          | undefined;
        readonly failover_codes?: readonly number[] | undefined;
        readonly calling_line_id?: string | null | undefined;
        readonly trusted?: boolean | undefined;
      }
    | undefined;
}

export interface GroupList {
  readonly items: readonly Group[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface GroupUpdate {
  readonly name?: string | null | undefined;
  readonly authorization_codes?:
    | readonly {
        /** a code of 2 to 14 digits */
        readonly code: string;
        readonly description?: string | null | undefined;
      }[]
    | null
    | undefined;
  readonly account_codes?:
    | {
        readonly length?: number | null | undefined;
        readonly strict?: boolean | null | undefined;
        readonly codes?:
          | readonly {
              /** a code of 1 to 6 digits */
              readonly code: string;
              readonly description?: string | null | undefined;
            }[]
          | null
          | undefined;
      }
    | null
    | undefined;
  readonly dial_restrictions?:
    | {
        readonly internal?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly group?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly local?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll_free?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly international?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly operator_assisted?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly directory_assistance?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly casual?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly url_dialing?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly unknown?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
      }
    | null
    | undefined;
  readonly forward_restrictions?:
    | {
        readonly internal?: 'allow' | 'disallow' | null | undefined;
        readonly group?: 'allow' | 'disallow' | null | undefined;
        readonly local?: 'allow' | 'disallow' | null | undefined;
        readonly toll_free?: 'allow' | 'disallow' | null | undefined;
        readonly toll?: 'allow' | 'disallow' | null | undefined;
        readonly international?: 'allow' | 'disallow' | null | undefined;
        readonly operator_assisted?: 'allow' | 'disallow' | null | undefined;
        readonly directory_assistance?: 'allow' | 'disallow' | null | undefined;
        readonly special_services?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_1?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_2?: 'allow' | 'disallow' | null | undefined;
        readonly premium?: 'allow' | 'disallow' | null | undefined;
        readonly premium_1?: 'allow' | 'disallow' | null | undefined;
        readonly premium_2?: 'allow' | 'disallow' | null | undefined;
        readonly casual?: 'allow' | 'disallow' | null | undefined;
        readonly url_dialing?: 'allow' | 'disallow' | null | undefined;
        readonly unknown?: 'allow' | 'disallow' | null | undefined;
      }
    | null
    | undefined;
  readonly digit_patterns?:
    | readonly {
        /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
        readonly pattern: string;
        readonly permission:
          'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
      }[]
    | null
    | undefined;
  readonly transfer_numbers?: readonly string[] | null | undefined;
  readonly announce_refusals?: boolean | null | undefined;
}

export interface HealthChange {
  readonly id: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly at: string;
  /** host:port;transport; null: as a whole */
  readonly address: string | null;
  readonly state: 'available' | 'unavailable';
  /** what tipped the scales */
  readonly cause: string;
  /** the node that saw it, each for itself; null: it was not written down */
  readonly node: Named | null;
}

export interface HealthHistory {
  readonly items: readonly HealthChange[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface InboundFeature {
  readonly feature:
    | 'intercept_announcement'
    | 'max_did_policing'
    | 'anonymous_call_rejection'
    | 'call_acceptance'
    | 'call_rejection'
    | 'call_forwarding_selective'
    | 'call_forwarding_always'
    | 'call_forwarding_busy'
    | 'call_forwarding_no_answer'
    | 'call_forwarding_not_reachable'
    | 'sequential_ring'
    | 'simultaneous_ring';
  /** whether an administrator gave it to the user */
  readonly available: boolean;
  /** whether it is switched on */
  readonly enabled: boolean;
}

export interface InboundFeatureList {
  readonly items: readonly InboundFeature[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface InterceptAnnouncement {
  readonly available: boolean;
  readonly enabled: boolean;
}

export interface InterceptAnnouncementUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

export interface MaxDidPolicing {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly max_concurrent_calls: number | null;
}

export interface MaxDidPolicingUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly max_concurrent_calls?: number | null | undefined;
}

/** a thing by its id and name */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Node {
  /** of this run of the node; another after a restart */
  readonly id: string;
  /** of the machine it runs on */
  readonly name: string;
  /** of its API; null: it does not listen yet */
  readonly address: string | null;
  readonly process_id: number;
  /** RFC 3339 in UTC with milliseconds */
  readonly started_at: string;
  /** its last sign of life in the database */
  readonly last_seen_at: string;
  /** draining: it takes no new calls and ends; silent: it did not answer */
  readonly state: 'starting' | 'ready' | 'overloaded' | 'draining' | 'silent';
  /** null: it did not answer */
  readonly version: string | null;
  /** in progress on it; null: it did not answer */
  readonly calls: number | null;
  /** it is the one that answers this */
  readonly asked: boolean;
}

export interface NodeList {
  readonly items: readonly Node[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface Number {
  readonly id: string;
  /** E.164 with + */
  readonly number: string;
  readonly enterprise: Named;
  /** who has it; null: nobody */
  readonly user: Named | null;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
}

export interface NumberCreate {
  readonly enterprise: Reference;
  /** a phone number, such as "+12125550101" */
  readonly number: string;
}

export interface NumberList {
  readonly items: readonly Number[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface NumberRanges {
  readonly enterprise: Reference;
  readonly numbers: readonly string[];
}

export interface NumberRangesResult {
  /** numbers that are new in the inventory */
  readonly added: number;
  /** numbers the enterprise had already */
  readonly present: number;
}

export interface OutboundFeatures {
  readonly account_code: 'not_required' | 'optional' | 'mandatory';
  readonly dial_restrictions: {
    readonly internal?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly group?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly local?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll_free?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly toll?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly international?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly operator_assisted?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly directory_assistance?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly special_services_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_1?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly premium_2?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly casual?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly url_dialing?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
    readonly unknown?:
      | 'allow'
      | 'disallow'
      | 'authorization_code_required'
      | 'transfer_1'
      | 'transfer_2'
      | 'transfer_3'
      | undefined;
  } | null;
  readonly forward_restrictions: {
    readonly internal?: 'allow' | 'disallow' | undefined;
    readonly group?: 'allow' | 'disallow' | undefined;
    readonly local?: 'allow' | 'disallow' | undefined;
    readonly toll_free?: 'allow' | 'disallow' | undefined;
    readonly toll?: 'allow' | 'disallow' | undefined;
    readonly international?: 'allow' | 'disallow' | undefined;
    readonly operator_assisted?: 'allow' | 'disallow' | undefined;
    readonly directory_assistance?: 'allow' | 'disallow' | undefined;
    readonly special_services?: 'allow' | 'disallow' | undefined;
    readonly special_services_1?: 'allow' | 'disallow' | undefined;
    readonly special_services_2?: 'allow' | 'disallow' | undefined;
    readonly premium?: 'allow' | 'disallow' | undefined;
    readonly premium_1?: 'allow' | 'disallow' | undefined;
    readonly premium_2?: 'allow' | 'disallow' | undefined;
    readonly casual?: 'allow' | 'disallow' | undefined;
    readonly url_dialing?: 'allow' | 'disallow' | undefined;
    readonly unknown?: 'allow' | 'disallow' | undefined;
  } | null;
  readonly digit_patterns: readonly {
    /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
    readonly pattern: string;
    readonly permission:
      'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
  }[];
  readonly transfer_numbers: readonly string[];
  readonly hide_number: boolean;
}

export interface OutboundFeaturesUpdate {
  readonly account_code?: 'not_required' | 'optional' | 'mandatory' | null | undefined;
  readonly dial_restrictions?:
    | {
        readonly internal?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly group?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly local?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll_free?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly toll?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly international?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly operator_assisted?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly directory_assistance?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly special_services_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_1?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly premium_2?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly casual?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly url_dialing?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
        readonly unknown?:
          | 'allow'
          | 'disallow'
          | 'authorization_code_required'
          | 'transfer_1'
          | 'transfer_2'
          | 'transfer_3'
          | null
          | undefined;
      }
    | null
    | undefined;
  readonly forward_restrictions?:
    | {
        readonly internal?: 'allow' | 'disallow' | null | undefined;
        readonly group?: 'allow' | 'disallow' | null | undefined;
        readonly local?: 'allow' | 'disallow' | null | undefined;
        readonly toll_free?: 'allow' | 'disallow' | null | undefined;
        readonly toll?: 'allow' | 'disallow' | null | undefined;
        readonly international?: 'allow' | 'disallow' | null | undefined;
        readonly operator_assisted?: 'allow' | 'disallow' | null | undefined;
        readonly directory_assistance?: 'allow' | 'disallow' | null | undefined;
        readonly special_services?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_1?: 'allow' | 'disallow' | null | undefined;
        readonly special_services_2?: 'allow' | 'disallow' | null | undefined;
        readonly premium?: 'allow' | 'disallow' | null | undefined;
        readonly premium_1?: 'allow' | 'disallow' | null | undefined;
        readonly premium_2?: 'allow' | 'disallow' | null | undefined;
        readonly casual?: 'allow' | 'disallow' | null | undefined;
        readonly url_dialing?: 'allow' | 'disallow' | null | undefined;
        readonly unknown?: 'allow' | 'disallow' | null | undefined;
      }
    | null
    | undefined;
  readonly digit_patterns?:
    | readonly {
        /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
        readonly pattern: string;
        readonly permission:
          'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
      }[]
    | null
    | undefined;
  readonly transfer_numbers?: readonly string[] | null | undefined;
  readonly hide_number?: boolean | null | undefined;
}

export interface OutboundRoute {
  readonly id: string;
  readonly prefix: string | null;
  readonly emergency: boolean;
  readonly carriers: readonly {
    readonly id: string;
    readonly name: string;
    readonly weight: number | null;
  }[];
  readonly priority: number;
  /** neither further priorities nor shorter prefixes are tried */
  readonly stop: boolean;
  /** the SIP status calls are refused with */
  readonly block: number | null;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface OutboundRouteCreate {
  /** the start of an E.164 number with its +, such as "+1" */
  readonly prefix?: string | undefined;
  readonly emergency?: boolean | undefined;
  readonly carriers?:
    | readonly (
        | Reference
        | {
            /** text of 1 to 80 characters */
            readonly id?: string | undefined;
            /** text of 1 to 80 characters */
            readonly name?: string | undefined;
            readonly weight?: number | null | undefined;
          }
      )[]
    | undefined;
  readonly priority?: number | undefined;
  readonly stop?: boolean | undefined;
  readonly block?: 403 | 404 | 410 | 480 | 484 | 486 | 501 | 600 | 603 | 604 | 607 | null | undefined;
}

export interface OutboundRouteList {
  readonly items: readonly OutboundRoute[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface OutboundRouteUpdate {
  readonly prefix?: string | null | undefined;
  readonly emergency?: boolean | null | undefined;
  readonly carriers?:
    | readonly (
        | Reference
        | {
            /** text of 1 to 80 characters */
            readonly id?: string | undefined;
            /** text of 1 to 80 characters */
            readonly name?: string | undefined;
            readonly weight?: number | null | undefined;
          }
      )[]
    | null
    | undefined;
  readonly priority?: number | null | undefined;
  readonly stop?: boolean | null | undefined;
  readonly block?: 403 | 404 | 410 | 480 | 484 | 486 | 501 | 600 | 603 | 604 | 607 | null | undefined;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** a stable word for programs */
  readonly code: string;
  readonly detail: string;
  /** every mistake of the input by its path, or everything that refers to what was to go */
  readonly errors?:
    readonly { readonly path: string; readonly code: string; readonly message: string }[] | undefined;
}

/** an id or a name, or the object as answers show it */
export type Reference = string | { readonly id: string; readonly name?: string | undefined };

export interface RoutingScheme {
  readonly id: string;
  readonly name: string;
  readonly enterprise: Named;
  readonly algorithm: 'linear' | 'round_robin' | 'percentage' | 'most_idle';
  readonly trunk_groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly percent: number | null;
  }[];
  readonly max_reroutes: number;
  readonly exhaust:
    | { readonly action: 'none' }
    | {
        readonly action: 'trunk_forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      };
  /** whether it is a group's default scheme */
  readonly default: boolean;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface RoutingSchemeCreate {
  readonly enterprise: Reference;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly algorithm?: 'linear' | 'round_robin' | 'percentage' | 'most_idle' | undefined;
  readonly trunk_groups: readonly (
    | string
    | {
        /** text of 1 to 80 characters */
        readonly id?: string | undefined;
        /** text of 1 to 80 characters */
        readonly name?: string | undefined;
        readonly percent?: number | null | undefined;
      }
  )[];
  readonly max_reroutes?: number | undefined;
  readonly exhaust?:
    | { readonly action: 'none' }
    | {
        readonly action: 'trunk_forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | undefined;
}

export interface RoutingSchemeItem {
  readonly id: string;
  readonly name: string;
  readonly enterprise: Named;
  readonly algorithm: 'linear' | 'round_robin' | 'percentage' | 'most_idle';
  readonly trunk_groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly percent: number | null;
  }[];
  readonly max_reroutes: number;
  readonly exhaust:
    | { readonly action: 'none' }
    | {
        readonly action: 'trunk_forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      };
  /** whether it is a group's default scheme */
  readonly default: boolean;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface RoutingSchemeList {
  readonly items: readonly RoutingSchemeItem[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface RoutingSchemeUpdate {
  readonly name?: string | null | undefined;
  readonly algorithm?: 'linear' | 'round_robin' | 'percentage' | 'most_idle' | null | undefined;
  readonly trunk_groups?:
    | readonly (
        | string
        | {
            /** text of 1 to 80 characters */
            readonly id?: string | undefined;
            /** text of 1 to 80 characters */
            readonly name?: string | undefined;
            readonly percent?: number | null | undefined;
          }
      )[]
    | null
    | undefined;
  readonly max_reroutes?: number | null | undefined;
  readonly exhaust?:
    | { readonly action: 'none' }
    | {
        readonly action: 'trunk_forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | null
    | undefined;
}

export interface Schedule {
  readonly id: string;
  readonly enterprise: Named;
  /** null: of the whole enterprise */
  readonly group: Named | null;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly type: 'time' | 'holiday';
  readonly events: readonly {
    /** text of 1 to 80 characters */
    readonly name: string;
    /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
    readonly start: string;
    readonly end: string | null;
    readonly all_day: boolean;
    readonly recurrence: string | null;
  }[];
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface ScheduleCreate {
  readonly enterprise: Reference;
  readonly group?: Reference | null | undefined;
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly type?: 'time' | 'holiday' | undefined;
  readonly events?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly name: string;
        /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
        readonly start: string;
        readonly end?: string | null | undefined;
        readonly all_day?: boolean | undefined;
        readonly recurrence?: string | null | undefined;
      }[]
    | undefined;
}

export interface ScheduleList {
  readonly items: readonly Schedule[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface ScheduleUpdate {
  readonly name?: string | null | undefined;
  readonly type?: 'time' | 'holiday' | null | undefined;
  readonly events?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly name: string;
        /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
        readonly start: string;
        readonly end?: string | null | undefined;
        readonly all_day?: boolean | undefined;
        readonly recurrence?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface SequentialRing {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly numbers: readonly {
    /** a phone number or an extension, such as "+12125550101" or "1001" */
    readonly number: string;
    readonly rings: number;
    readonly answer_confirmation: boolean;
  }[];
  readonly base_location: { readonly ring: boolean; readonly rings: number };
  readonly continue_if_busy: boolean;
  readonly caller_may_stop: boolean;
  readonly criteria: readonly {
    /** text of 1 to 80 characters */
    readonly description: string;
    readonly active: boolean;
    readonly apply: boolean;
    readonly numbers?: readonly string[] | undefined;
    readonly anonymous: boolean;
    readonly unavailable: boolean;
    readonly time_schedule: string | null;
    readonly holiday_schedule: string | null;
  }[];
}

export interface SequentialRingUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly numbers?:
    | readonly {
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
        readonly rings?: number | undefined;
        readonly answer_confirmation?: boolean | undefined;
      }[]
    | null
    | undefined;
  readonly base_location?:
    | { readonly ring?: boolean | null | undefined; readonly rings?: number | null | undefined }
    | null
    | undefined;
  readonly continue_if_busy?: boolean | null | undefined;
  readonly caller_may_stop?: boolean | null | undefined;
  readonly criteria?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly description: string;
        readonly active?: boolean | undefined;
        readonly apply?: boolean | undefined;
        readonly numbers?: readonly string[] | undefined;
        readonly anonymous?: boolean | undefined;
        readonly unavailable?: boolean | undefined;
        readonly time_schedule?: string | null | undefined;
        readonly holiday_schedule?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface SimultaneousRing {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly numbers: readonly {
    /** a phone number or an extension, such as "+12125550101" or "1001" */
    readonly number: string;
    readonly answer_confirmation: boolean;
  }[];
  readonly not_while_on_call: boolean;
  readonly criteria: readonly {
    /** text of 1 to 80 characters */
    readonly description: string;
    readonly active: boolean;
    readonly apply: boolean;
    readonly numbers?: readonly string[] | undefined;
    readonly anonymous: boolean;
    readonly unavailable: boolean;
    readonly time_schedule: string | null;
    readonly holiday_schedule: string | null;
  }[];
}

export interface SimultaneousRingUpdate {
  readonly available?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly numbers?:
    | readonly {
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
        readonly answer_confirmation?: boolean | undefined;
      }[]
    | null
    | undefined;
  readonly not_while_on_call?: boolean | null | undefined;
  readonly criteria?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly description: string;
        readonly active?: boolean | undefined;
        readonly apply?: boolean | undefined;
        readonly numbers?: readonly string[] | undefined;
        readonly anonymous?: boolean | undefined;
        readonly unavailable?: boolean | undefined;
        readonly time_schedule?: string | null | undefined;
        readonly holiday_schedule?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export interface TrunkGroup {
  readonly id: string;
  readonly name: string;
  readonly enterprise: Named;
  readonly group: Named;
  readonly max_active_calls: number | null;
  readonly max_incoming_calls: number | null;
  readonly max_outgoing_calls: number | null;
  readonly bursting: {
    readonly enabled: boolean;
    readonly max_active_calls: number | null;
    readonly max_incoming_calls: number | null;
    readonly max_outgoing_calls: number | null;
  };
  readonly soft_max_active_calls: number | null;
  readonly capacity_alarm: { readonly first: number; readonly every: number };
  readonly invitation_timeout_s: number;
  readonly max_call_duration_s: number | null;
  readonly transfers: 'off' | 'inside' | 'outside';
  readonly redirects: 'refuse' | 'follow';
  readonly forward_all:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly capacity_exceeded:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly unreachable_destination:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly screening: {
    readonly user_lookup: 'basic' | 'extended';
    readonly unscreened_calls: 'allow' | 'reject';
    readonly unscreened_emergency_calls: 'allow' | 'reject';
    readonly emergency_number: string | null;
  };
  readonly options_ping: {
    readonly enabled: boolean;
    readonly available_interval_s: number;
    readonly unavailable_interval_s: number;
    readonly failure_threshold: number;
    readonly success_threshold: number;
  };
  readonly invite_failure_threshold: number | null;
  readonly invite_failure_window_s: number;
  readonly sender_call_rate: { readonly per_second: number; readonly burst: number | null } | null;
  readonly call_rate: { readonly per_second: number; readonly burst: number | null } | null;
  readonly pbx: readonly {
    /** an IP address or a host name, without a port */
    readonly host: string;
    readonly port: number;
    readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
    readonly priority: number;
    readonly weight: number;
  }[];
  readonly accept_from: readonly string[];
  readonly number_format: 'e164_plus' | 'e164' | 'national';
  readonly number_policy: {
    readonly sent: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly received: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly untouched: readonly string[];
  };
  readonly failover_codes: readonly number[];
  readonly calling_line_id: string | null;
  readonly trusted: boolean;
  /** available while one of its addresses is */
  readonly state: 'available' | 'unavailable';
  readonly health: {
    /** of the state; null: since the service started */
    readonly since: string | null;
    /** those that are watched: by probes, or by how INVITEs fare */
    readonly addresses: readonly {
      /** host:port;transport */
      readonly address: string;
      readonly state: 'available' | 'unavailable';
      /** null: since the service started */
      readonly since: string | null;
      /** status of the last probe: 408 silence, 503 a transport error; null: none has ended */
      readonly last_response: number | null;
      readonly last_probe_at: string | null;
      /** how long its answer took; null: it failed */
      readonly latency_ms: number | null;
    }[];
  };
  readonly usage: {
    /** calls in progress */
    readonly active: number;
    /** towards the PBX */
    readonly incoming: number;
    /** from the PBX */
    readonly outgoing: number;
    /** capacity borrowed from others */
    readonly borrowed: number;
    /** capacity lent to others */
    readonly lent: number;
    /** emergency calls, which count against no maximum */
    readonly emergency: number;
    /** calls refused since the start */
    readonly rejected: number;
  };
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
  /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
  readonly warnings?:
    | readonly {
        readonly path: string;
        /** a stable word for programs */
        readonly code: 'loop';
        readonly message: string;
      }[]
    | undefined;
}

export interface TrunkGroupCreate {
  readonly group: Reference;
  readonly max_active_calls?: number | null | undefined;
  readonly max_incoming_calls?: number | null | undefined;
  readonly max_outgoing_calls?: number | null | undefined;
  readonly bursting?:
    | {
        readonly enabled?: boolean | undefined;
        readonly max_active_calls?: number | null | undefined;
        readonly max_incoming_calls?: number | null | undefined;
        readonly max_outgoing_calls?: number | null | undefined;
      }
    | undefined;
  readonly soft_max_active_calls?: number | null | undefined;
  readonly capacity_alarm?:
    { readonly first?: number | undefined; readonly every?: number | undefined } | undefined;
  readonly invitation_timeout_s?: number | undefined;
  readonly max_call_duration_s?: number | null | undefined;
  readonly transfers?: 'off' | 'inside' | 'outside' | undefined;
  readonly redirects?: 'refuse' | 'follow' | undefined;
  readonly forward_all?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | undefined;
  readonly capacity_exceeded?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | undefined;
  readonly unreachable_destination?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | undefined;
  readonly screening?:
    | {
        readonly user_lookup?: 'basic' | 'extended' | undefined;
        readonly unscreened_calls?: 'allow' | 'reject' | undefined;
        readonly unscreened_emergency_calls?: 'allow' | 'reject' | undefined;
        readonly emergency_number?: string | null | undefined;
      }
    | undefined;
  readonly options_ping?:
    | {
        readonly enabled?: boolean | undefined;
        readonly available_interval_s?: number | undefined;
        readonly unavailable_interval_s?: number | undefined;
        readonly failure_threshold?: number | undefined;
        readonly success_threshold?: number | undefined;
      }
    | undefined;
  readonly invite_failure_threshold?: number | null | undefined;
  readonly invite_failure_window_s?: number | undefined;
  readonly sender_call_rate?:
    { readonly per_second: number; readonly burst?: number | null | undefined } | null | undefined;
  readonly call_rate?:
    { readonly per_second: number; readonly burst?: number | null | undefined } | null | undefined;
  readonly pbx?:
    | readonly {
        /** an IP address or a host name, without a port */
        readonly host: string;
        readonly port?: number | undefined;
        readonly transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | undefined;
        readonly priority?: number | undefined;
        readonly weight?: number | undefined;
      }[]
    | undefined;
  readonly accept_from?: readonly string[] | undefined;
  readonly number_format?: 'e164_plus' | 'e164' | 'national' | undefined;
  readonly number_policy?:
    | {
        readonly sent?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
            }
          | undefined;
        readonly received?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | undefined;
            }
          | undefined;
        readonly untouched?: readonly string[] | undefined;
      }
    | undefined;
  readonly failover_codes?: readonly number[] | undefined;
  readonly calling_line_id?: string | null | undefined;
  readonly trusted?: boolean | undefined;
}

export interface TrunkGroupItem {
  readonly id: string;
  readonly name: string;
  readonly enterprise: Named;
  readonly group: Named;
  readonly max_active_calls: number | null;
  readonly max_incoming_calls: number | null;
  readonly max_outgoing_calls: number | null;
  readonly bursting: {
    readonly enabled: boolean;
    readonly max_active_calls: number | null;
    readonly max_incoming_calls: number | null;
    readonly max_outgoing_calls: number | null;
  };
  readonly soft_max_active_calls: number | null;
  readonly capacity_alarm: { readonly first: number; readonly every: number };
  readonly invitation_timeout_s: number;
  readonly max_call_duration_s: number | null;
  readonly transfers: 'off' | 'inside' | 'outside';
  readonly redirects: 'refuse' | 'follow';
  readonly forward_all:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly capacity_exceeded:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly unreachable_destination:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      };
  readonly screening: {
    readonly user_lookup: 'basic' | 'extended';
    readonly unscreened_calls: 'allow' | 'reject';
    readonly unscreened_emergency_calls: 'allow' | 'reject';
    readonly emergency_number: string | null;
  };
  readonly options_ping: {
    readonly enabled: boolean;
    readonly available_interval_s: number;
    readonly unavailable_interval_s: number;
    readonly failure_threshold: number;
    readonly success_threshold: number;
  };
  readonly invite_failure_threshold: number | null;
  readonly invite_failure_window_s: number;
  readonly sender_call_rate: { readonly per_second: number; readonly burst: number | null } | null;
  readonly call_rate: { readonly per_second: number; readonly burst: number | null } | null;
  readonly pbx: readonly {
    /** an IP address or a host name, without a port */
    readonly host: string;
    readonly port: number;
    readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
    readonly priority: number;
    readonly weight: number;
  }[];
  readonly accept_from: readonly string[];
  readonly number_format: 'e164_plus' | 'e164' | 'national';
  readonly number_policy: {
    readonly sent: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly received: {
      readonly format: 'e164_plus' | 'e164' | 'national' | null;
      readonly called: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
      readonly calling: readonly {
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly strip: string;
        /** up to 16 of the digits 0 to 9, * and #, after a + if any */
        readonly add: string;
      }[];
    };
    readonly untouched: readonly string[];
  };
  readonly failover_codes: readonly number[];
  readonly calling_line_id: string | null;
  readonly trusted: boolean;
  /** available while one of its addresses is */
  readonly state: 'available' | 'unavailable';
  readonly health: {
    /** of the state; null: since the service started */
    readonly since: string | null;
    /** those that are watched: by probes, or by how INVITEs fare */
    readonly addresses: readonly {
      /** host:port;transport */
      readonly address: string;
      readonly state: 'available' | 'unavailable';
      /** null: since the service started */
      readonly since: string | null;
      /** status of the last probe: 408 silence, 503 a transport error; null: none has ended */
      readonly last_response: number | null;
      readonly last_probe_at: string | null;
      /** how long its answer took; null: it failed */
      readonly latency_ms: number | null;
    }[];
  };
  readonly usage: {
    /** calls in progress */
    readonly active: number;
    /** towards the PBX */
    readonly incoming: number;
    /** from the PBX */
    readonly outgoing: number;
    /** capacity borrowed from others */
    readonly borrowed: number;
    /** capacity lent to others */
    readonly lent: number;
    /** emergency calls, which count against no maximum */
    readonly emergency: number;
    /** calls refused since the start */
    readonly rejected: number;
  };
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface TrunkGroupList {
  readonly items: readonly TrunkGroupItem[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface TrunkGroupUpdate {
  readonly max_active_calls?: number | null | undefined;
  readonly max_incoming_calls?: number | null | undefined;
  readonly max_outgoing_calls?: number | null | undefined;
  readonly bursting?:
    | {
        readonly enabled?: boolean | null | undefined;
        readonly max_active_calls?: number | null | undefined;
        readonly max_incoming_calls?: number | null | undefined;
        readonly max_outgoing_calls?: number | null | undefined;
      }
    | null
    | undefined;
  readonly soft_max_active_calls?: number | null | undefined;
  readonly capacity_alarm?:
    | { readonly first?: number | null | undefined; readonly every?: number | null | undefined }
    | null
    | undefined;
  readonly invitation_timeout_s?: number | null | undefined;
  readonly max_call_duration_s?: number | null | undefined;
  readonly transfers?: 'off' | 'inside' | 'outside' | null | undefined;
  readonly redirects?: 'refuse' | 'follow' | null | undefined;
  readonly forward_all?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | null
    | undefined;
  readonly capacity_exceeded?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | null
    | undefined;
  readonly unreachable_destination?:
    | { readonly action: 'none' }
    | {
        readonly action: 'forward';
        /** a phone number or an extension, such as "+12125550101" or "1001" */
        readonly number: string;
      }
    | {
        readonly action: 'reroute';
        /** text of 1 to 80 characters */
        readonly trunk_group: string;
      }
    | null
    | undefined;
  readonly screening?:
    | {
        readonly user_lookup?: 'basic' | 'extended' | null | undefined;
        readonly unscreened_calls?: 'allow' | 'reject' | null | undefined;
        readonly unscreened_emergency_calls?: 'allow' | 'reject' | null | undefined;
        readonly emergency_number?: string | null | undefined;
      }
    | null
    | undefined;
  readonly options_ping?:
    | {
        readonly enabled?: boolean | null | undefined;
        readonly available_interval_s?: number | null | undefined;
        readonly unavailable_interval_s?: number | null | undefined;
        readonly failure_threshold?: number | null | undefined;
        readonly success_threshold?: number | null | undefined;
      }
    | null
    | undefined;
  readonly invite_failure_threshold?: number | null | undefined;
  readonly invite_failure_window_s?: number | null | undefined;
  readonly sender_call_rate?:
    | { readonly per_second?: number | null | undefined; readonly burst?: number | null | undefined }
    | null
    | undefined;
  readonly call_rate?:
    | { readonly per_second?: number | null | undefined; readonly burst?: number | null | undefined }
    | null
    | undefined;
  readonly pbx?:
    | readonly {
        /** an IP address or a host name, without a port */
        readonly host: string;
        readonly port?: number | undefined;
        readonly transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | undefined;
        readonly priority?: number | undefined;
        readonly weight?: number | undefined;
      }[]
    | null
    | undefined;
  readonly accept_from?: readonly string[] | null | undefined;
  readonly number_format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
  readonly number_policy?:
    | {
        readonly sent?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
            }
          | null
          | undefined;
        readonly received?:
          | {
              readonly format?: 'e164_plus' | 'e164' | 'national' | null | undefined;
              readonly called?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
              readonly calling?:
                | readonly {
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly strip?: string | undefined;
                    /** up to 16 of the digits 0 to 9, * and #, after a + if any */
                    readonly add?: string | undefined;
                  }[]
                | null
                | undefined;
            }
          | null
          | undefined;
        readonly untouched?: readonly string[] | null | undefined;
      }
    | null
    | undefined;
  readonly failover_codes?: readonly number[] | null | undefined;
  readonly calling_line_id?: string | null | undefined;
  readonly trusted?: boolean | null | undefined;
}

export type User =
  | {
      readonly id: string;
      readonly kind: 'person';
      readonly name: string;
      readonly first_name: string | null;
      readonly last_name: string | null;
      readonly enterprise: Named;
      readonly group: Named | null;
      readonly department: Named | null;
      readonly extension: string;
      readonly number: string | null;
      readonly routing_scheme: Named | null;
      readonly calling_line_id: string | null;
      readonly username: string | null;
      readonly email: string | null;
      readonly type: string | null;
      readonly scope: string | null;
      /** the user's, or the enterprise's where it has none */
      readonly time_zone: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly created_at: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly updated_at: string;
      readonly do_not_disturb: boolean;
      readonly ring_time_s: number | null;
      readonly allowed_numbers: readonly string[];
      readonly blocked_numbers: readonly string[];
      readonly schedules: readonly {
        /** text of 1 to 80 characters */
        readonly name: string;
        readonly type: 'time' | 'holiday';
        readonly events: readonly {
          /** text of 1 to 80 characters */
          readonly name: string;
          /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
          readonly start: string;
          readonly end: string | null;
          readonly all_day: boolean;
          readonly recurrence: string | null;
        }[];
      }[];
      readonly answering_rules: readonly {
        readonly time_frame: string;
        readonly enabled: boolean;
        readonly ring_time_s: number | null;
        readonly do_not_disturb: boolean;
        readonly call_screening: boolean;
        readonly forward_always: string | null;
        readonly forward_on_active: string | null;
        readonly forward_busy: string | null;
        readonly forward_no_answer: string | null;
        readonly forward_not_reachable: string | null;
      }[];
      readonly devices: readonly {
        /** text of 1 to 80 characters */
        readonly name: string;
        readonly kind: 'app' | 'inventory' | 'purchase' | 'bring_your_own';
        readonly model: string | null;
        readonly mac: string | null;
      }[];
      readonly emergency_location: {
        /** text of 1 to 80 characters */
        readonly nickname: string;
        readonly address: {
          /** text of 1 to 120 characters */
          readonly line1: string;
          readonly line2: string | null;
          /** text of 1 to 80 characters */
          readonly city: string;
          readonly state: string | null;
          /** text of 1 to 20 characters */
          readonly postal_code: string;
          /** a country as two capital letters (ISO 3166), such as US */
          readonly country: string;
        };
      } | null;
      readonly inbound: {
        readonly intercept_announcement?:
          { readonly available: boolean; readonly enabled: boolean } | undefined;
        readonly max_did_policing?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly max_concurrent_calls: number | null;
            }
          | undefined;
        readonly anonymous_call_rejection?:
          { readonly available: boolean; readonly enabled: boolean } | undefined;
        readonly call_acceptance?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly criteria: readonly {
                /** text of 1 to 80 characters */
                readonly description: string;
                readonly active: boolean;
                readonly apply: boolean;
                readonly numbers?: readonly string[] | undefined;
                readonly anonymous: boolean;
                readonly unavailable: boolean;
                readonly time_schedule: string | null;
                readonly holiday_schedule: string | null;
              }[];
            }
          | undefined;
        readonly call_rejection?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly criteria: readonly {
                /** text of 1 to 80 characters */
                readonly description: string;
                readonly active: boolean;
                readonly apply: boolean;
                readonly numbers?: readonly string[] | undefined;
                readonly anonymous: boolean;
                readonly unavailable: boolean;
                readonly time_schedule: string | null;
                readonly holiday_schedule: string | null;
              }[];
            }
          | undefined;
        readonly call_forwarding_selective?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly number: string | null;
              readonly criteria: readonly {
                /** text of 1 to 80 characters */
                readonly description: string;
                readonly active: boolean;
                readonly apply: boolean;
                readonly numbers?: readonly string[] | undefined;
                readonly anonymous: boolean;
                readonly unavailable: boolean;
                readonly time_schedule: string | null;
                readonly holiday_schedule: string | null;
                readonly number: string | null;
              }[];
            }
          | undefined;
        readonly call_forwarding_always?:
          | { readonly available: boolean; readonly enabled: boolean; readonly number: string | null }
          | undefined;
        readonly call_forwarding_busy?:
          | { readonly available: boolean; readonly enabled: boolean; readonly number: string | null }
          | undefined;
        readonly call_forwarding_no_answer?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly number: string | null;
              readonly rings: number;
            }
          | undefined;
        readonly call_forwarding_not_reachable?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly number: string | null;
              readonly timer_s: number | null;
            }
          | undefined;
        readonly sequential_ring?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly numbers: readonly {
                /** a phone number or an extension, such as "+12125550101" or "1001" */
                readonly number: string;
                readonly rings: number;
                readonly answer_confirmation: boolean;
              }[];
              readonly base_location: { readonly ring: boolean; readonly rings: number };
              readonly continue_if_busy: boolean;
              readonly caller_may_stop: boolean;
              readonly criteria: readonly {
                /** text of 1 to 80 characters */
                readonly description: string;
                readonly active: boolean;
                readonly apply: boolean;
                readonly numbers?: readonly string[] | undefined;
                readonly anonymous: boolean;
                readonly unavailable: boolean;
                readonly time_schedule: string | null;
                readonly holiday_schedule: string | null;
              }[];
            }
          | undefined;
        readonly simultaneous_ring?:
          | {
              readonly available: boolean;
              readonly enabled: boolean;
              readonly numbers: readonly {
                /** a phone number or an extension, such as "+12125550101" or "1001" */
                readonly number: string;
                readonly answer_confirmation: boolean;
              }[];
              readonly not_while_on_call: boolean;
              readonly criteria: readonly {
                /** text of 1 to 80 characters */
                readonly description: string;
                readonly active: boolean;
                readonly apply: boolean;
                readonly numbers?: readonly string[] | undefined;
                readonly anonymous: boolean;
                readonly unavailable: boolean;
                readonly time_schedule: string | null;
                readonly holiday_schedule: string | null;
              }[];
            }
          | undefined;
      };
      readonly outbound: {
        readonly account_code: 'not_required' | 'optional' | 'mandatory';
        readonly dial_restrictions: {
          readonly internal?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly group?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly local?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly toll_free?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly toll?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly international?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly operator_assisted?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly directory_assistance?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly special_services?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly special_services_1?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly special_services_2?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly premium?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly premium_1?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly premium_2?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly casual?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly url_dialing?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
          readonly unknown?:
            | 'allow'
            | 'disallow'
            | 'authorization_code_required'
            | 'transfer_1'
            | 'transfer_2'
            | 'transfer_3'
            | undefined;
        } | null;
        readonly forward_restrictions: {
          readonly internal?: 'allow' | 'disallow' | undefined;
          readonly group?: 'allow' | 'disallow' | undefined;
          readonly local?: 'allow' | 'disallow' | undefined;
          readonly toll_free?: 'allow' | 'disallow' | undefined;
          readonly toll?: 'allow' | 'disallow' | undefined;
          readonly international?: 'allow' | 'disallow' | undefined;
          readonly operator_assisted?: 'allow' | 'disallow' | undefined;
          readonly directory_assistance?: 'allow' | 'disallow' | undefined;
          readonly special_services?: 'allow' | 'disallow' | undefined;
          readonly special_services_1?: 'allow' | 'disallow' | undefined;
          readonly special_services_2?: 'allow' | 'disallow' | undefined;
          readonly premium?: 'allow' | 'disallow' | undefined;
          readonly premium_1?: 'allow' | 'disallow' | undefined;
          readonly premium_2?: 'allow' | 'disallow' | undefined;
          readonly casual?: 'allow' | 'disallow' | undefined;
          readonly url_dialing?: 'allow' | 'disallow' | undefined;
          readonly unknown?: 'allow' | 'disallow' | undefined;
        } | null;
        readonly digit_patterns: readonly {
          /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
          readonly pattern: string;
          readonly permission:
            'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';
        }[];
        readonly transfer_numbers: readonly string[];
        readonly hide_number: boolean;
      };
      /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
      readonly warnings?:
        | readonly {
            readonly path: string;
            /** a stable word for programs */
            readonly code: 'loop';
            readonly message: string;
          }[]
        | undefined;
    }
  | {
      readonly id: string;
      readonly kind: 'auto_attendant';
      readonly name: string;
      readonly first_name: string | null;
      readonly last_name: string | null;
      readonly enterprise: Named;
      readonly group: Named | null;
      readonly department: Named | null;
      readonly extension: string;
      readonly number: string | null;
      readonly routing_scheme: Named | null;
      readonly calling_line_id: string | null;
      readonly username: string | null;
      readonly email: string | null;
      readonly type: string | null;
      readonly scope: string | null;
      /** the user's, or the enterprise's where it has none */
      readonly time_zone: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly created_at: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly updated_at: string;
      readonly keys: Readonly<Record<string, string>>;
      readonly operator: string | null;
      /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
      readonly warnings?:
        | readonly {
            readonly path: string;
            /** a stable word for programs */
            readonly code: 'loop';
            readonly message: string;
          }[]
        | undefined;
    }
  | {
      readonly id: string;
      readonly kind: 'call_queue';
      readonly name: string;
      readonly first_name: string | null;
      readonly last_name: string | null;
      readonly enterprise: Named;
      readonly group: Named | null;
      readonly department: Named | null;
      readonly extension: string;
      readonly number: string | null;
      readonly routing_scheme: Named | null;
      readonly calling_line_id: string | null;
      readonly username: string | null;
      readonly email: string | null;
      readonly type: string | null;
      readonly scope: string | null;
      /** the user's, or the enterprise's where it has none */
      readonly time_zone: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly created_at: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly updated_at: string;
      readonly ring: 'round_robin' | 'tiered_round_robin' | 'ring_all' | 'linear_hunt' | 'linear_cascade';
      readonly agents: readonly string[];
      /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
      readonly warnings?:
        | readonly {
            readonly path: string;
            /** a stable word for programs */
            readonly code: 'loop';
            readonly message: string;
          }[]
        | undefined;
    }
  | {
      readonly id: string;
      readonly kind: 'conference_bridge';
      readonly name: string;
      readonly first_name: string | null;
      readonly last_name: string | null;
      readonly enterprise: Named;
      readonly group: Named | null;
      readonly department: Named | null;
      readonly extension: string;
      readonly number: string | null;
      readonly routing_scheme: Named | null;
      readonly calling_line_id: string | null;
      readonly username: string | null;
      readonly email: string | null;
      readonly type: string | null;
      readonly scope: string | null;
      /** the user's, or the enterprise's where it has none */
      readonly time_zone: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly created_at: string;
      /** RFC 3339 in UTC with milliseconds */
      readonly updated_at: string;
      readonly leader_pin: string | null;
      readonly participant_pin: string | null;
      readonly max_participants: number | null;
      /** in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing */
      readonly warnings?:
        | readonly {
            readonly path: string;
            /** a stable word for programs */
            readonly code: 'loop';
            readonly message: string;
          }[]
        | undefined;
    };

export type UserCreate =
  | {
      readonly kind?: 'person' | undefined;
      readonly enterprise: Reference;
      /** text of 1 to 80 characters */
      readonly first_name: string;
      /** text of 1 to 80 characters */
      readonly last_name: string;
      readonly group: Reference;
      /** an extension of 2 to 7 digits that does not start with 0, such as "1001" */
      readonly extension: string;
      readonly number?: string | null | undefined;
      readonly routing_scheme?: Reference | null | undefined;
      readonly email?: string | null | undefined;
      readonly username?: string | null | undefined;
      readonly department?: Reference | null | undefined;
      readonly type?: 'office' | 'video_pro' | 'video_pro_plus' | 'mobile' | undefined;
      readonly scope?:
        | 'simple_user'
        | 'basic_user'
        | 'advanced_user'
        | 'call_center_agent'
        | 'site_manager'
        | 'office_manager'
        | undefined;
      readonly time_zone?: string | null | undefined;
      readonly calling_line_id?: string | null | undefined;
      readonly do_not_disturb?: boolean | undefined;
      readonly ring_time_s?: number | null | undefined;
      readonly allowed_numbers?: readonly string[] | undefined;
      readonly blocked_numbers?: readonly string[] | undefined;
      readonly schedules?:
        | readonly {
            /** text of 1 to 80 characters */
            readonly name: string;
            readonly type?: 'time' | 'holiday' | undefined;
            readonly events?:
              | readonly {
                  /** text of 1 to 80 characters */
                  readonly name: string;
                  /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
                  readonly start: string;
                  readonly end?: string | null | undefined;
                  readonly all_day?: boolean | undefined;
                  readonly recurrence?: string | null | undefined;
                }[]
              | undefined;
          }[]
        | undefined;
      readonly answering_rules?:
        | readonly {
            readonly time_frame: string;
            readonly enabled?: boolean | undefined;
            readonly ring_time_s?: number | null | undefined;
            readonly do_not_disturb?: boolean | undefined;
            readonly call_screening?: boolean | undefined;
            readonly forward_always?: string | null | undefined;
            readonly forward_on_active?: string | null | undefined;
            readonly forward_busy?: string | null | undefined;
            readonly forward_no_answer?: string | null | undefined;
            readonly forward_not_reachable?: string | null | undefined;
          }[]
        | undefined;
      readonly devices?:
        | readonly {
            /** text of 1 to 80 characters */
            readonly name: string;
            readonly kind?: 'app' | 'inventory' | 'purchase' | 'bring_your_own' | undefined;
            readonly model?: string | null | undefined;
            readonly mac?: string | null | undefined;
          }[]
        | undefined;
      readonly emergency_location?:
        | {
            /** text of 1 to 80 characters */
            readonly nickname: string;
            readonly address: {
              /** text of 1 to 120 characters */
              readonly line1: string;
              readonly line2?: string | null | undefined;
              /** text of 1 to 80 characters */
              readonly city: string;
              readonly state?: string | null | undefined;
              /** text of 1 to 20 characters */
              readonly postal_code: string;
              /** a country as two capital letters (ISO 3166), such as US */
              readonly country: string;
            };
          }
        | null
        | undefined;
      readonly inbound?:
        | {
            readonly intercept_announcement?:
              | { readonly available?: boolean | undefined; readonly enabled?: boolean | undefined }
              | undefined;
            readonly max_did_policing?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly max_concurrent_calls?: number | null | undefined;
                }
              | undefined;
            readonly anonymous_call_rejection?:
              | { readonly available?: boolean | undefined; readonly enabled?: boolean | undefined }
              | undefined;
            readonly call_acceptance?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | undefined;
                }
              | undefined;
            readonly call_rejection?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | undefined;
                }
              | undefined;
            readonly call_forwarding_selective?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly number?: string | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                        readonly number?: string | null | undefined;
                      }[]
                    | undefined;
                }
              | undefined;
            readonly call_forwarding_always?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly number?: string | null | undefined;
                }
              | undefined;
            readonly call_forwarding_busy?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly number?: string | null | undefined;
                }
              | undefined;
            readonly call_forwarding_no_answer?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly number?: string | null | undefined;
                  readonly rings?: number | undefined;
                }
              | undefined;
            readonly call_forwarding_not_reachable?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly number?: string | null | undefined;
                  readonly timer_s?: number | null | undefined;
                }
              | undefined;
            readonly sequential_ring?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly numbers?:
                    | readonly {
                        /** a phone number or an extension, such as "+12125550101" or "1001" */
                        readonly number: string;
                        readonly rings?: number | undefined;
                        readonly answer_confirmation?: boolean | undefined;
                      }[]
                    | undefined;
                  readonly base_location?:
                    { readonly ring?: boolean | undefined; readonly rings?: number | undefined } | undefined;
                  readonly continue_if_busy?: boolean | undefined;
                  readonly caller_may_stop?: boolean | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | undefined;
                }
              | undefined;
            readonly simultaneous_ring?:
              | {
                  readonly available?: boolean | undefined;
                  readonly enabled?: boolean | undefined;
                  readonly numbers?:
                    | readonly {
                        /** a phone number or an extension, such as "+12125550101" or "1001" */
                        readonly number: string;
                        readonly answer_confirmation?: boolean | undefined;
                      }[]
                    | undefined;
                  readonly not_while_on_call?: boolean | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | undefined;
                }
              | undefined;
          }
        | undefined;
      readonly outbound?:
        | {
            readonly account_code?: 'not_required' | 'optional' | 'mandatory' | undefined;
            readonly dial_restrictions?:
              | {
                  readonly internal?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly group?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly local?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly toll_free?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly toll?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly international?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly operator_assisted?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly directory_assistance?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly special_services?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly special_services_1?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly special_services_2?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly premium?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly premium_1?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly premium_2?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly casual?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly url_dialing?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                  readonly unknown?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | undefined;
                }
              | null
              | undefined;
            readonly forward_restrictions?:
              | {
                  readonly internal?: 'allow' | 'disallow' | undefined;
                  readonly group?: 'allow' | 'disallow' | undefined;
                  readonly local?: 'allow' | 'disallow' | undefined;
                  readonly toll_free?: 'allow' | 'disallow' | undefined;
                  readonly toll?: 'allow' | 'disallow' | undefined;
                  readonly international?: 'allow' | 'disallow' | undefined;
                  readonly operator_assisted?: 'allow' | 'disallow' | undefined;
                  readonly directory_assistance?: 'allow' | 'disallow' | undefined;
                  readonly special_services?: 'allow' | 'disallow' | undefined;
                  readonly special_services_1?: 'allow' | 'disallow' | undefined;
                  readonly special_services_2?: 'allow' | 'disallow' | undefined;
                  readonly premium?: 'allow' | 'disallow' | undefined;
                  readonly premium_1?: 'allow' | 'disallow' | undefined;
                  readonly premium_2?: 'allow' | 'disallow' | undefined;
                  readonly casual?: 'allow' | 'disallow' | undefined;
                  readonly url_dialing?: 'allow' | 'disallow' | undefined;
                  readonly unknown?: 'allow' | 'disallow' | undefined;
                }
              | null
              | undefined;
            readonly digit_patterns?:
              | readonly {
                  /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
                  readonly pattern: string;
                  readonly permission:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3';
                }[]
              | undefined;
            readonly transfer_numbers?: readonly string[] | undefined;
            readonly hide_number?: boolean | undefined;
          }
        | undefined;
    }
  | {
      readonly kind: 'auto_attendant';
      readonly enterprise: Reference;
      /** text of 1 to 80 characters */
      readonly name: string;
      /** an extension of 2 to 7 digits that does not start with 0, such as "1001" */
      readonly extension: string;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly keys?: Readonly<Record<string, string>> | undefined;
      readonly operator?: string | null | undefined;
    }
  | {
      readonly kind: 'call_queue';
      readonly enterprise: Reference;
      /** text of 1 to 80 characters */
      readonly name: string;
      /** an extension of 2 to 7 digits that does not start with 0, such as "1001" */
      readonly extension: string;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly ring?:
        'round_robin' | 'tiered_round_robin' | 'ring_all' | 'linear_hunt' | 'linear_cascade' | undefined;
      readonly agents?: readonly string[] | undefined;
    }
  | {
      readonly kind: 'conference_bridge';
      readonly enterprise: Reference;
      /** text of 1 to 80 characters */
      readonly name: string;
      /** an extension of 2 to 7 digits that does not start with 0, such as "1001" */
      readonly extension: string;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly leader_pin?: string | null | undefined;
      readonly participant_pin?: string | null | undefined;
      readonly max_participants?: number | null | undefined;
    };

export interface UserItem {
  readonly id: string;
  readonly kind: 'person' | 'auto_attendant' | 'call_queue' | 'conference_bridge';
  readonly name: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly enterprise: Named;
  readonly group: Named | null;
  readonly department: Named | null;
  readonly extension: string;
  readonly number: string | null;
  readonly routing_scheme: Named | null;
  readonly calling_line_id: string | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly type: string | null;
  readonly scope: string | null;
  /** the user's, or the enterprise's where it has none */
  readonly time_zone: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly created_at: string;
  /** RFC 3339 in UTC with milliseconds */
  readonly updated_at: string;
}

export interface UserList {
  readonly items: readonly UserItem[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface UserSchedule {
  /** text of 1 to 80 characters */
  readonly name: string;
  readonly type: 'time' | 'holiday';
  readonly events: readonly {
    /** text of 1 to 80 characters */
    readonly name: string;
    /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
    readonly start: string;
    readonly end: string | null;
    readonly all_day: boolean;
    readonly recurrence: string | null;
  }[];
}

export interface UserScheduleCreate {
  readonly items: readonly {
    /** text of 1 to 80 characters */
    readonly name: string;
    readonly type?: 'time' | 'holiday' | undefined;
    readonly events?:
      | readonly {
          /** text of 1 to 80 characters */
          readonly name: string;
          /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
          readonly start: string;
          readonly end?: string | null | undefined;
          readonly all_day?: boolean | undefined;
          readonly recurrence?: string | null | undefined;
        }[]
      | undefined;
  }[];
}

export interface UserScheduleList {
  readonly items: readonly UserSchedule[];
  /** items on all pages */
  readonly total: number;
  /** there are at least `total`; they were not counted to the end */
  readonly total_estimated?: true | undefined;
  /** the cursor of the next page; null on the last */
  readonly next: string | null;
}

export interface UserScheduleUpdate {
  readonly name?: string | null | undefined;
  readonly type?: 'time' | 'holiday' | null | undefined;
  readonly events?:
    | readonly {
        /** text of 1 to 80 characters */
        readonly name: string;
        /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
        readonly start: string;
        readonly end?: string | null | undefined;
        readonly all_day?: boolean | undefined;
        readonly recurrence?: string | null | undefined;
      }[]
    | null
    | undefined;
}

export type UserUpdate =
  | {
      readonly first_name?: string | null | undefined;
      readonly last_name?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly extension?: string | null | undefined;
      readonly number?: string | null | undefined;
      readonly routing_scheme?: Reference | null | undefined;
      readonly email?: string | null | undefined;
      readonly username?: string | null | undefined;
      readonly department?: Reference | null | undefined;
      readonly type?: 'office' | 'video_pro' | 'video_pro_plus' | 'mobile' | null | undefined;
      readonly scope?:
        | 'simple_user'
        | 'basic_user'
        | 'advanced_user'
        | 'call_center_agent'
        | 'site_manager'
        | 'office_manager'
        | null
        | undefined;
      readonly time_zone?: string | null | undefined;
      readonly calling_line_id?: string | null | undefined;
      readonly do_not_disturb?: boolean | null | undefined;
      readonly ring_time_s?: number | null | undefined;
      readonly allowed_numbers?: readonly string[] | null | undefined;
      readonly blocked_numbers?: readonly string[] | null | undefined;
      readonly schedules?:
        | readonly {
            /** text of 1 to 80 characters */
            readonly name: string;
            readonly type?: 'time' | 'holiday' | undefined;
            readonly events?:
              | readonly {
                  /** text of 1 to 80 characters */
                  readonly name: string;
                  /** a local date or time, such as "2026-01-05" or "2026-01-05T09:00" */
                  readonly start: string;
                  readonly end?: string | null | undefined;
                  readonly all_day?: boolean | undefined;
                  readonly recurrence?: string | null | undefined;
                }[]
              | undefined;
          }[]
        | null
        | undefined;
      readonly answering_rules?:
        | readonly {
            readonly time_frame: string;
            readonly enabled?: boolean | undefined;
            readonly ring_time_s?: number | null | undefined;
            readonly do_not_disturb?: boolean | undefined;
            readonly call_screening?: boolean | undefined;
            readonly forward_always?: string | null | undefined;
            readonly forward_on_active?: string | null | undefined;
            readonly forward_busy?: string | null | undefined;
            readonly forward_no_answer?: string | null | undefined;
            readonly forward_not_reachable?: string | null | undefined;
          }[]
        | null
        | undefined;
      readonly devices?:
        | readonly {
            /** text of 1 to 80 characters */
            readonly name: string;
            readonly kind?: 'app' | 'inventory' | 'purchase' | 'bring_your_own' | undefined;
            readonly model?: string | null | undefined;
            readonly mac?: string | null | undefined;
          }[]
        | null
        | undefined;
      readonly emergency_location?:
        | {
            readonly nickname?: string | null | undefined;
            readonly address?:
              | {
                  readonly line1?: string | null | undefined;
                  readonly line2?: string | null | undefined;
                  readonly city?: string | null | undefined;
                  readonly state?: string | null | undefined;
                  readonly postal_code?: string | null | undefined;
                  readonly country?: string | null | undefined;
                }
              | null
              | undefined;
          }
        | null
        | undefined;
      readonly inbound?:
        | {
            readonly intercept_announcement?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                }
              | null
              | undefined;
            readonly max_did_policing?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly max_concurrent_calls?: number | null | undefined;
                }
              | null
              | undefined;
            readonly anonymous_call_rejection?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                }
              | null
              | undefined;
            readonly call_acceptance?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | null
                    | undefined;
                }
              | null
              | undefined;
            readonly call_rejection?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | null
                    | undefined;
                }
              | null
              | undefined;
            readonly call_forwarding_selective?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly number?: string | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                        readonly number?: string | null | undefined;
                      }[]
                    | null
                    | undefined;
                }
              | null
              | undefined;
            readonly call_forwarding_always?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly number?: string | null | undefined;
                }
              | null
              | undefined;
            readonly call_forwarding_busy?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly number?: string | null | undefined;
                }
              | null
              | undefined;
            readonly call_forwarding_no_answer?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly number?: string | null | undefined;
                  readonly rings?: number | null | undefined;
                }
              | null
              | undefined;
            readonly call_forwarding_not_reachable?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly number?: string | null | undefined;
                  readonly timer_s?: number | null | undefined;
                }
              | null
              | undefined;
            readonly sequential_ring?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly numbers?:
                    | readonly {
                        /** a phone number or an extension, such as "+12125550101" or "1001" */
                        readonly number: string;
                        readonly rings?: number | undefined;
                        readonly answer_confirmation?: boolean | undefined;
                      }[]
                    | null
                    | undefined;
                  readonly base_location?:
                    | {
                        readonly ring?: boolean | null | undefined;
                        readonly rings?: number | null | undefined;
                      }
                    | null
                    | undefined;
                  readonly continue_if_busy?: boolean | null | undefined;
                  readonly caller_may_stop?: boolean | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | null
                    | undefined;
                }
              | null
              | undefined;
            readonly simultaneous_ring?:
              | {
                  readonly available?: boolean | null | undefined;
                  readonly enabled?: boolean | null | undefined;
                  readonly numbers?:
                    | readonly {
                        /** a phone number or an extension, such as "+12125550101" or "1001" */
                        readonly number: string;
                        readonly answer_confirmation?: boolean | undefined;
                      }[]
                    | null
                    | undefined;
                  readonly not_while_on_call?: boolean | null | undefined;
                  readonly criteria?:
                    | readonly {
                        /** text of 1 to 80 characters */
                        readonly description: string;
                        readonly active?: boolean | undefined;
                        readonly apply?: boolean | undefined;
                        readonly numbers?: readonly string[] | undefined;
                        readonly anonymous?: boolean | undefined;
                        readonly unavailable?: boolean | undefined;
                        readonly time_schedule?: string | null | undefined;
                        readonly holiday_schedule?: string | null | undefined;
                      }[]
                    | null
                    | undefined;
                }
              | null
              | undefined;
          }
        | null
        | undefined;
      readonly outbound?:
        | {
            readonly account_code?: 'not_required' | 'optional' | 'mandatory' | null | undefined;
            readonly dial_restrictions?:
              | {
                  readonly internal?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly group?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly local?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly toll_free?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly toll?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly international?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly operator_assisted?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly directory_assistance?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly special_services?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly special_services_1?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly special_services_2?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly premium?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly premium_1?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly premium_2?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly casual?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly url_dialing?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                  readonly unknown?:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3'
                    | null
                    | undefined;
                }
              | null
              | undefined;
            readonly forward_restrictions?:
              | {
                  readonly internal?: 'allow' | 'disallow' | null | undefined;
                  readonly group?: 'allow' | 'disallow' | null | undefined;
                  readonly local?: 'allow' | 'disallow' | null | undefined;
                  readonly toll_free?: 'allow' | 'disallow' | null | undefined;
                  readonly toll?: 'allow' | 'disallow' | null | undefined;
                  readonly international?: 'allow' | 'disallow' | null | undefined;
                  readonly operator_assisted?: 'allow' | 'disallow' | null | undefined;
                  readonly directory_assistance?: 'allow' | 'disallow' | null | undefined;
                  readonly special_services?: 'allow' | 'disallow' | null | undefined;
                  readonly special_services_1?: 'allow' | 'disallow' | null | undefined;
                  readonly special_services_2?: 'allow' | 'disallow' | null | undefined;
                  readonly premium?: 'allow' | 'disallow' | null | undefined;
                  readonly premium_1?: 'allow' | 'disallow' | null | undefined;
                  readonly premium_2?: 'allow' | 'disallow' | null | undefined;
                  readonly casual?: 'allow' | 'disallow' | null | undefined;
                  readonly url_dialing?: 'allow' | 'disallow' | null | undefined;
                  readonly unknown?: 'allow' | 'disallow' | null | undefined;
                }
              | null
              | undefined;
            readonly digit_patterns?:
              | readonly {
                  /** a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*" */
                  readonly pattern: string;
                  readonly permission:
                    | 'allow'
                    | 'disallow'
                    | 'authorization_code_required'
                    | 'transfer_1'
                    | 'transfer_2'
                    | 'transfer_3';
                }[]
              | null
              | undefined;
            readonly transfer_numbers?: readonly string[] | null | undefined;
            readonly hide_number?: boolean | null | undefined;
          }
        | null
        | undefined;
    }
  | {
      readonly name?: string | null | undefined;
      readonly extension?: string | null | undefined;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly keys?: Readonly<Record<string, string>> | null | undefined;
      readonly operator?: string | null | undefined;
    }
  | {
      readonly name?: string | null | undefined;
      readonly extension?: string | null | undefined;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly ring?:
        | 'round_robin'
        | 'tiered_round_robin'
        | 'ring_all'
        | 'linear_hunt'
        | 'linear_cascade'
        | null
        | undefined;
      readonly agents?: readonly string[] | null | undefined;
    }
  | {
      readonly name?: string | null | undefined;
      readonly extension?: string | null | undefined;
      readonly number?: string | null | undefined;
      readonly group?: Reference | null | undefined;
      readonly leader_pin?: string | null | undefined;
      readonly participant_pin?: string | null | undefined;
      readonly max_participants?: number | null | undefined;
    };

/** The API, a method an operation. Every failure is an ApiError with the code of its problem document. */
export class ApiClient {
  readonly #transport: ApiTransport;

  constructor(options: ApiTransportOptions) {
    this.#transport = new ApiTransport(options);
  }

  /** List enterprises. */
  async listEnterprises(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'country'
        | '-country'
        | 'time_zone'
        | '-time_zone'
        | 'max_active_calls'
        | '-max_active_calls'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** country is this, ignoring case */ readonly country?: string | undefined;
      /** country contains this, ignoring case */ readonly 'country[contains]'?: string | undefined;
      /** country starts with this, ignoring case */ readonly 'country[starts_with]'?: string | undefined;
      /** country is at least this, ignoring case */ readonly 'country[gte]'?: string | undefined;
      /** country is at most this, ignoring case */ readonly 'country[lte]'?: string | undefined;
      /** time_zone is this, ignoring case */ readonly time_zone?: string | undefined;
      /** time_zone contains this, ignoring case */ readonly 'time_zone[contains]'?: string | undefined;
      /** time_zone starts with this, ignoring case */ readonly 'time_zone[starts_with]'?: string | undefined;
      /** time_zone is at least this, ignoring case */ readonly 'time_zone[gte]'?: string | undefined;
      /** time_zone is at most this, ignoring case */ readonly 'time_zone[lte]'?: string | undefined;
      /** max_active_calls is this */ readonly max_active_calls?: number | undefined;
      /** max_active_calls is at least this */ readonly 'max_active_calls[gte]'?: number | undefined;
      /** max_active_calls is at most this */ readonly 'max_active_calls[lte]'?: number | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<EnterpriseList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/enterprises',
      query,
      options,
    })) as Tagged<EnterpriseList>;
  }

  /** Make an enterprise. */
  async createEnterprise(body: EnterpriseCreate, options: CallOptions = {}): Promise<Tagged<Enterprise>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/enterprises',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Enterprise>;
  }

  /** Read an enterprise. */
  async readEnterprise(id: string, options: CallOptions = {}): Promise<Tagged<Enterprise>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/enterprises/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Enterprise>;
  }

  /** Change an enterprise. */
  async updateEnterprise(
    id: string,
    body: EnterpriseUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<Enterprise>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/enterprises/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Enterprise>;
  }

  /** Delete an enterprise. */
  async deleteEnterprise(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: `/enterprises/${encodeURIComponent(id)}`, options });
  }

  /** List groups. */
  async listGroups(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'enterprise'
        | '-enterprise'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<GroupList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/groups',
      query,
      options,
    })) as Tagged<GroupList>;
  }

  /** Make a group. */
  async createGroup(body: GroupCreate, options: CallOptions = {}): Promise<Tagged<Group>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/groups',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Group>;
  }

  /** Read a group. */
  async readGroup(id: string, options: CallOptions = {}): Promise<Tagged<Group>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Group>;
  }

  /** Change a group. */
  async updateGroup(id: string, body: GroupUpdate, options: CallOptions = {}): Promise<Tagged<Group>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/groups/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Group>;
  }

  /** Delete a group. */
  async deleteGroup(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: `/groups/${encodeURIComponent(id)}`, options });
  }

  /** Sync Users: give custom users the authorization codes of the group. */
  async syncAuthorizationCodes(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<AuthorizationCodeSync>> {
    return (await this.#transport.send({
      method: 'POST',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes/sync`,
      options,
    })) as Tagged<AuthorizationCodeSync>;
  }

  /** List authorization codes. */
  async listAuthorizationCodes(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<AuthorizationCodeList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes`,
      options,
    })) as Tagged<AuthorizationCodeList>;
  }

  /** Make authorization codes. */
  async createAuthorizationCodes(
    id: string,
    body: AuthorizationCodeCreate,
    options: CallOptions = {},
  ): Promise<Tagged<AuthorizationCodeList>> {
    return (await this.#transport.send({
      method: 'POST',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes`,
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AuthorizationCodeList>;
  }

  /** Read one of the authorization codes. */
  async readAuthorizationCode(
    id: string,
    key: string,
    options: CallOptions = {},
  ): Promise<Tagged<AuthorizationCode>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes/${encodeURIComponent(key)}`,
      options,
    })) as Tagged<AuthorizationCode>;
  }

  /** Change one of the authorization codes. */
  async updateAuthorizationCode(
    id: string,
    key: string,
    body: AuthorizationCodeUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<AuthorizationCode>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes/${encodeURIComponent(key)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AuthorizationCode>;
  }

  /** Delete one of the authorization codes. */
  async deleteAuthorizationCode(id: string, key: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/groups/${encodeURIComponent(id)}/authorization-codes/${encodeURIComponent(key)}`,
      options,
    });
  }

  /** Change the length of a group's account codes, and whether others are taken. */
  async updateAccountCodeSettings(
    id: string,
    body: AccountCodeSettingsUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<AccountCodeSettings>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/groups/${encodeURIComponent(id)}/account-codes/settings`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AccountCodeSettings>;
  }

  /** List account codes. */
  async listAccountCodes(id: string, options: CallOptions = {}): Promise<Tagged<AccountCodeList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}/account-codes`,
      options,
    })) as Tagged<AccountCodeList>;
  }

  /** Make account codes. */
  async createAccountCodes(
    id: string,
    body: AccountCodeCreate,
    options: CallOptions = {},
  ): Promise<Tagged<AccountCodeList>> {
    return (await this.#transport.send({
      method: 'POST',
      path: `/groups/${encodeURIComponent(id)}/account-codes`,
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AccountCodeList>;
  }

  /** Read one of the account codes. */
  async readAccountCode(id: string, key: string, options: CallOptions = {}): Promise<Tagged<AccountCode>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}/account-codes/${encodeURIComponent(key)}`,
      options,
    })) as Tagged<AccountCode>;
  }

  /** Change one of the account codes. */
  async updateAccountCode(
    id: string,
    key: string,
    body: AccountCodeUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<AccountCode>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/groups/${encodeURIComponent(id)}/account-codes/${encodeURIComponent(key)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AccountCode>;
  }

  /** Delete one of the account codes. */
  async deleteAccountCode(id: string, key: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/groups/${encodeURIComponent(id)}/account-codes/${encodeURIComponent(key)}`,
      options,
    });
  }

  /** Read the dial restrictions of a group. */
  async readDialRestrictions(id: string, options: CallOptions = {}): Promise<Tagged<DialRestrictions>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/groups/${encodeURIComponent(id)}/dial-restrictions`,
      options,
    })) as Tagged<DialRestrictions>;
  }

  /** Change the dial restrictions of a group. */
  async updateDialRestrictions(
    id: string,
    body: DialRestrictionsUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<DialRestrictions>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/groups/${encodeURIComponent(id)}/dial-restrictions`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<DialRestrictions>;
  }

  /** List trunk groups. */
  async listTrunkGroups(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'enterprise'
        | '-enterprise'
        | 'group'
        | '-group'
        | 'max_active_calls'
        | '-max_active_calls'
        | 'max_incoming_calls'
        | '-max_incoming_calls'
        | 'max_outgoing_calls'
        | '-max_outgoing_calls'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** group is this, ignoring case */ readonly group?: string | undefined;
      /** group contains this, ignoring case */ readonly 'group[contains]'?: string | undefined;
      /** group starts with this, ignoring case */ readonly 'group[starts_with]'?: string | undefined;
      /** group is at least this, ignoring case */ readonly 'group[gte]'?: string | undefined;
      /** group is at most this, ignoring case */ readonly 'group[lte]'?: string | undefined;
      /** max_active_calls is this */ readonly max_active_calls?: number | undefined;
      /** max_active_calls is at least this */ readonly 'max_active_calls[gte]'?: number | undefined;
      /** max_active_calls is at most this */ readonly 'max_active_calls[lte]'?: number | undefined;
      /** max_incoming_calls is this */ readonly max_incoming_calls?: number | undefined;
      /** max_incoming_calls is at least this */ readonly 'max_incoming_calls[gte]'?: number | undefined;
      /** max_incoming_calls is at most this */ readonly 'max_incoming_calls[lte]'?: number | undefined;
      /** max_outgoing_calls is this */ readonly max_outgoing_calls?: number | undefined;
      /** max_outgoing_calls is at least this */ readonly 'max_outgoing_calls[gte]'?: number | undefined;
      /** max_outgoing_calls is at most this */ readonly 'max_outgoing_calls[lte]'?: number | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<TrunkGroupList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/trunk-groups',
      query,
      options,
    })) as Tagged<TrunkGroupList>;
  }

  /** Make a trunk group. */
  async createTrunkGroup(body: TrunkGroupCreate, options: CallOptions = {}): Promise<Tagged<TrunkGroup>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/trunk-groups',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<TrunkGroup>;
  }

  /** Read a trunk group. */
  async readTrunkGroup(id: string, options: CallOptions = {}): Promise<Tagged<TrunkGroup>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/trunk-groups/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<TrunkGroup>;
  }

  /** Change a trunk group. */
  async updateTrunkGroup(
    id: string,
    body: TrunkGroupUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<TrunkGroup>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/trunk-groups/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<TrunkGroup>;
  }

  /** Delete a trunk group. */
  async deleteTrunkGroup(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/trunk-groups/${encodeURIComponent(id)}`,
      options,
    });
  }

  /** List routing schemes. */
  async listRoutingSchemes(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'enterprise'
        | '-enterprise'
        | 'algorithm'
        | '-algorithm'
        | 'max_reroutes'
        | '-max_reroutes'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** algorithm is this, ignoring case */ readonly algorithm?: string | undefined;
      /** algorithm contains this, ignoring case */ readonly 'algorithm[contains]'?: string | undefined;
      /** algorithm starts with this, ignoring case */ readonly 'algorithm[starts_with]'?: string | undefined;
      /** algorithm is at least this, ignoring case */ readonly 'algorithm[gte]'?: string | undefined;
      /** algorithm is at most this, ignoring case */ readonly 'algorithm[lte]'?: string | undefined;
      /** max_reroutes is this */ readonly max_reroutes?: number | undefined;
      /** max_reroutes is at least this */ readonly 'max_reroutes[gte]'?: number | undefined;
      /** max_reroutes is at most this */ readonly 'max_reroutes[lte]'?: number | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<RoutingSchemeList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/routing-schemes',
      query,
      options,
    })) as Tagged<RoutingSchemeList>;
  }

  /** Make a routing scheme. */
  async createRoutingScheme(
    body: RoutingSchemeCreate,
    options: CallOptions = {},
  ): Promise<Tagged<RoutingScheme>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/routing-schemes',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<RoutingScheme>;
  }

  /** Read a routing scheme. */
  async readRoutingScheme(id: string, options: CallOptions = {}): Promise<Tagged<RoutingScheme>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/routing-schemes/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<RoutingScheme>;
  }

  /** Change a routing scheme. */
  async updateRoutingScheme(
    id: string,
    body: RoutingSchemeUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<RoutingScheme>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/routing-schemes/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<RoutingScheme>;
  }

  /** Delete a routing scheme. */
  async deleteRoutingScheme(
    id: string,
    query: {
      /** true: users of the scheme return to the default scheme of their group; otherwise they are listed and nothing is deleted */ readonly detach?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/routing-schemes/${encodeURIComponent(id)}`,
      query,
      options,
    });
  }

  /** List users. */
  async listUsers(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'first_name'
        | '-first_name'
        | 'last_name'
        | '-last_name'
        | 'enterprise'
        | '-enterprise'
        | 'group'
        | '-group'
        | 'department'
        | '-department'
        | 'routing_scheme'
        | '-routing_scheme'
        | 'kind'
        | '-kind'
        | 'extension'
        | '-extension'
        | 'number'
        | '-number'
        | 'username'
        | '-username'
        | 'email'
        | '-email'
        | 'type'
        | '-type'
        | 'scope'
        | '-scope'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** first_name is this, ignoring case */ readonly first_name?: string | undefined;
      /** first_name contains this, ignoring case */ readonly 'first_name[contains]'?: string | undefined;
      /** first_name starts with this, ignoring case */ readonly 'first_name[starts_with]'?:
        string | undefined;
      /** first_name is at least this, ignoring case */ readonly 'first_name[gte]'?: string | undefined;
      /** first_name is at most this, ignoring case */ readonly 'first_name[lte]'?: string | undefined;
      /** last_name is this, ignoring case */ readonly last_name?: string | undefined;
      /** last_name contains this, ignoring case */ readonly 'last_name[contains]'?: string | undefined;
      /** last_name starts with this, ignoring case */ readonly 'last_name[starts_with]'?: string | undefined;
      /** last_name is at least this, ignoring case */ readonly 'last_name[gte]'?: string | undefined;
      /** last_name is at most this, ignoring case */ readonly 'last_name[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** group is this, ignoring case */ readonly group?: string | undefined;
      /** group contains this, ignoring case */ readonly 'group[contains]'?: string | undefined;
      /** group starts with this, ignoring case */ readonly 'group[starts_with]'?: string | undefined;
      /** group is at least this, ignoring case */ readonly 'group[gte]'?: string | undefined;
      /** group is at most this, ignoring case */ readonly 'group[lte]'?: string | undefined;
      /** department is this, ignoring case */ readonly department?: string | undefined;
      /** department contains this, ignoring case */ readonly 'department[contains]'?: string | undefined;
      /** department starts with this, ignoring case */ readonly 'department[starts_with]'?:
        string | undefined;
      /** department is at least this, ignoring case */ readonly 'department[gte]'?: string | undefined;
      /** department is at most this, ignoring case */ readonly 'department[lte]'?: string | undefined;
      /** routing_scheme is this, ignoring case */ readonly routing_scheme?: string | undefined;
      /** routing_scheme contains this, ignoring case */ readonly 'routing_scheme[contains]'?:
        string | undefined;
      /** routing_scheme starts with this, ignoring case */ readonly 'routing_scheme[starts_with]'?:
        string | undefined;
      /** routing_scheme is at least this, ignoring case */ readonly 'routing_scheme[gte]'?:
        string | undefined;
      /** routing_scheme is at most this, ignoring case */ readonly 'routing_scheme[lte]'?:
        string | undefined;
      /** kind is this, ignoring case */ readonly kind?: string | undefined;
      /** kind contains this, ignoring case */ readonly 'kind[contains]'?: string | undefined;
      /** kind starts with this, ignoring case */ readonly 'kind[starts_with]'?: string | undefined;
      /** kind is at least this, ignoring case */ readonly 'kind[gte]'?: string | undefined;
      /** kind is at most this, ignoring case */ readonly 'kind[lte]'?: string | undefined;
      /** extension is this, ignoring case */ readonly extension?: string | undefined;
      /** extension contains this, ignoring case */ readonly 'extension[contains]'?: string | undefined;
      /** extension starts with this, ignoring case */ readonly 'extension[starts_with]'?: string | undefined;
      /** extension is at least this, ignoring case */ readonly 'extension[gte]'?: string | undefined;
      /** extension is at most this, ignoring case */ readonly 'extension[lte]'?: string | undefined;
      /** number is this, ignoring case */ readonly number?: string | undefined;
      /** number contains this, ignoring case */ readonly 'number[contains]'?: string | undefined;
      /** number starts with this, ignoring case */ readonly 'number[starts_with]'?: string | undefined;
      /** number is at least this, ignoring case */ readonly 'number[gte]'?: string | undefined;
      /** number is at most this, ignoring case */ readonly 'number[lte]'?: string | undefined;
      /** username is this, ignoring case */ readonly username?: string | undefined;
      /** username contains this, ignoring case */ readonly 'username[contains]'?: string | undefined;
      /** username starts with this, ignoring case */ readonly 'username[starts_with]'?: string | undefined;
      /** username is at least this, ignoring case */ readonly 'username[gte]'?: string | undefined;
      /** username is at most this, ignoring case */ readonly 'username[lte]'?: string | undefined;
      /** email is this, ignoring case */ readonly email?: string | undefined;
      /** email contains this, ignoring case */ readonly 'email[contains]'?: string | undefined;
      /** email starts with this, ignoring case */ readonly 'email[starts_with]'?: string | undefined;
      /** email is at least this, ignoring case */ readonly 'email[gte]'?: string | undefined;
      /** email is at most this, ignoring case */ readonly 'email[lte]'?: string | undefined;
      /** type is this, ignoring case */ readonly type?: string | undefined;
      /** type contains this, ignoring case */ readonly 'type[contains]'?: string | undefined;
      /** type starts with this, ignoring case */ readonly 'type[starts_with]'?: string | undefined;
      /** type is at least this, ignoring case */ readonly 'type[gte]'?: string | undefined;
      /** type is at most this, ignoring case */ readonly 'type[lte]'?: string | undefined;
      /** scope is this, ignoring case */ readonly scope?: string | undefined;
      /** scope contains this, ignoring case */ readonly 'scope[contains]'?: string | undefined;
      /** scope starts with this, ignoring case */ readonly 'scope[starts_with]'?: string | undefined;
      /** scope is at least this, ignoring case */ readonly 'scope[gte]'?: string | undefined;
      /** scope is at most this, ignoring case */ readonly 'scope[lte]'?: string | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<UserList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/users',
      query,
      options,
    })) as Tagged<UserList>;
  }

  /** Make a user. */
  async createUser(
    body: UserCreate,
    query: {
      /** false: the e-mail may be that of another user too, who then cannot sign in by it */ readonly unique_email?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<User>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/users',
      query,
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<User>;
  }

  /** Read a user. */
  async readUser(id: string, options: CallOptions = {}): Promise<Tagged<User>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<User>;
  }

  /** Change a user. */
  async updateUser(
    id: string,
    body: UserUpdate,
    query: {
      /** false: the e-mail may be that of another user too, who then cannot sign in by it */ readonly unique_email?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<User>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}`,
      query,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<User>;
  }

  /** Delete a user. */
  async deleteUser(
    id: string,
    query: {
      /** true: queues and menus let go of the user; otherwise they are listed and nothing is deleted */ readonly detach?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/users/${encodeURIComponent(id)}`,
      query,
      options,
    });
  }

  /** List a user's inbound features. */
  async listInboundFeatures(id: string, options: CallOptions = {}): Promise<Tagged<InboundFeatureList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features`,
      options,
    })) as Tagged<InboundFeatureList>;
  }

  /** Read a user's intercept announcement. */
  async readInterceptAnnouncement(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<InterceptAnnouncement>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/intercept-announcement`,
      options,
    })) as Tagged<InterceptAnnouncement>;
  }

  /** Change a user's intercept announcement. */
  async updateInterceptAnnouncement(
    id: string,
    body: InterceptAnnouncementUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<InterceptAnnouncement>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/intercept-announcement`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<InterceptAnnouncement>;
  }

  /** Read a user's max did policing. */
  async readMaxDidPolicing(id: string, options: CallOptions = {}): Promise<Tagged<MaxDidPolicing>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/max-did-policing`,
      options,
    })) as Tagged<MaxDidPolicing>;
  }

  /** Change a user's max did policing. */
  async updateMaxDidPolicing(
    id: string,
    body: MaxDidPolicingUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<MaxDidPolicing>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/max-did-policing`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<MaxDidPolicing>;
  }

  /** Read a user's anonymous call rejection. */
  async readAnonymousCallRejection(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<AnonymousCallRejection>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/anonymous-call-rejection`,
      options,
    })) as Tagged<AnonymousCallRejection>;
  }

  /** Change a user's anonymous call rejection. */
  async updateAnonymousCallRejection(
    id: string,
    body: AnonymousCallRejectionUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<AnonymousCallRejection>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/anonymous-call-rejection`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<AnonymousCallRejection>;
  }

  /** Read a user's call acceptance. */
  async readCallAcceptance(id: string, options: CallOptions = {}): Promise<Tagged<CallAcceptance>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-acceptance`,
      options,
    })) as Tagged<CallAcceptance>;
  }

  /** Change a user's call acceptance. */
  async updateCallAcceptance(
    id: string,
    body: CallAcceptanceUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallAcceptance>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-acceptance`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallAcceptance>;
  }

  /** Read a user's call rejection. */
  async readCallRejection(id: string, options: CallOptions = {}): Promise<Tagged<CallRejection>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-rejection`,
      options,
    })) as Tagged<CallRejection>;
  }

  /** Change a user's call rejection. */
  async updateCallRejection(
    id: string,
    body: CallRejectionUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallRejection>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-rejection`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallRejection>;
  }

  /** Read a user's call forwarding selective. */
  async readCallForwardingSelective(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingSelective>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-selective`,
      options,
    })) as Tagged<CallForwardingSelective>;
  }

  /** Change a user's call forwarding selective. */
  async updateCallForwardingSelective(
    id: string,
    body: CallForwardingSelectiveUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingSelective>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-selective`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallForwardingSelective>;
  }

  /** Read a user's call forwarding always. */
  async readCallForwardingAlways(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingAlways>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-always`,
      options,
    })) as Tagged<CallForwardingAlways>;
  }

  /** Change a user's call forwarding always. */
  async updateCallForwardingAlways(
    id: string,
    body: CallForwardingAlwaysUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingAlways>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-always`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallForwardingAlways>;
  }

  /** Read a user's call forwarding busy. */
  async readCallForwardingBusy(id: string, options: CallOptions = {}): Promise<Tagged<CallForwardingBusy>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-busy`,
      options,
    })) as Tagged<CallForwardingBusy>;
  }

  /** Change a user's call forwarding busy. */
  async updateCallForwardingBusy(
    id: string,
    body: CallForwardingBusyUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingBusy>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-busy`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallForwardingBusy>;
  }

  /** Read a user's call forwarding no answer. */
  async readCallForwardingNoAnswer(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingNoAnswer>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-no-answer`,
      options,
    })) as Tagged<CallForwardingNoAnswer>;
  }

  /** Change a user's call forwarding no answer. */
  async updateCallForwardingNoAnswer(
    id: string,
    body: CallForwardingNoAnswerUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingNoAnswer>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-no-answer`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallForwardingNoAnswer>;
  }

  /** Read a user's call forwarding not reachable. */
  async readCallForwardingNotReachable(
    id: string,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingNotReachable>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-not-reachable`,
      options,
    })) as Tagged<CallForwardingNotReachable>;
  }

  /** Change a user's call forwarding not reachable. */
  async updateCallForwardingNotReachable(
    id: string,
    body: CallForwardingNotReachableUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<CallForwardingNotReachable>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/call-forwarding-not-reachable`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallForwardingNotReachable>;
  }

  /** Read a user's sequential ring. */
  async readSequentialRing(id: string, options: CallOptions = {}): Promise<Tagged<SequentialRing>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/sequential-ring`,
      options,
    })) as Tagged<SequentialRing>;
  }

  /** Change a user's sequential ring. */
  async updateSequentialRing(
    id: string,
    body: SequentialRingUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<SequentialRing>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/sequential-ring`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<SequentialRing>;
  }

  /** Read a user's simultaneous ring. */
  async readSimultaneousRing(id: string, options: CallOptions = {}): Promise<Tagged<SimultaneousRing>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/inbound-features/simultaneous-ring`,
      options,
    })) as Tagged<SimultaneousRing>;
  }

  /** Change a user's simultaneous ring. */
  async updateSimultaneousRing(
    id: string,
    body: SimultaneousRingUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<SimultaneousRing>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/inbound-features/simultaneous-ring`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<SimultaneousRing>;
  }

  /** Read a user's outbound features. */
  async readOutboundFeatures(id: string, options: CallOptions = {}): Promise<Tagged<OutboundFeatures>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/outbound-features`,
      options,
    })) as Tagged<OutboundFeatures>;
  }

  /** Change a user's outbound features. */
  async updateOutboundFeatures(
    id: string,
    body: OutboundFeaturesUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<OutboundFeatures>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/outbound-features`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<OutboundFeatures>;
  }

  /** List own schedules. */
  async listUserSchedules(id: string, options: CallOptions = {}): Promise<Tagged<UserScheduleList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/schedules`,
      options,
    })) as Tagged<UserScheduleList>;
  }

  /** Make own schedules. */
  async createUserSchedules(
    id: string,
    body: UserScheduleCreate,
    options: CallOptions = {},
  ): Promise<Tagged<UserScheduleList>> {
    return (await this.#transport.send({
      method: 'POST',
      path: `/users/${encodeURIComponent(id)}/schedules`,
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<UserScheduleList>;
  }

  /** Read one of the own schedules. */
  async readUserSchedule(id: string, key: string, options: CallOptions = {}): Promise<Tagged<UserSchedule>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/schedules/${encodeURIComponent(key)}`,
      options,
    })) as Tagged<UserSchedule>;
  }

  /** Change one of the own schedules. */
  async updateUserSchedule(
    id: string,
    key: string,
    body: UserScheduleUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<UserSchedule>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/users/${encodeURIComponent(id)}/schedules/${encodeURIComponent(key)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<UserSchedule>;
  }

  /** Delete one of the own schedules. */
  async deleteUserSchedule(
    id: string,
    key: string,
    query: {
      /** true: rules that follow it are deleted, criteria that name it are made inactive; otherwise they are listed and nothing is deleted */ readonly detach?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/users/${encodeURIComponent(id)}/schedules/${encodeURIComponent(key)}`,
      query,
      options,
    });
  }

  /** List schedules. */
  async listSchedules(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'enterprise'
        | '-enterprise'
        | 'group'
        | '-group'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** group is this, ignoring case */ readonly group?: string | undefined;
      /** group contains this, ignoring case */ readonly 'group[contains]'?: string | undefined;
      /** group starts with this, ignoring case */ readonly 'group[starts_with]'?: string | undefined;
      /** group is at least this, ignoring case */ readonly 'group[gte]'?: string | undefined;
      /** group is at most this, ignoring case */ readonly 'group[lte]'?: string | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<ScheduleList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/schedules',
      query,
      options,
    })) as Tagged<ScheduleList>;
  }

  /** Make a schedule. */
  async createSchedule(body: ScheduleCreate, options: CallOptions = {}): Promise<Tagged<Schedule>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/schedules',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Schedule>;
  }

  /** Read a schedule. */
  async readSchedule(id: string, options: CallOptions = {}): Promise<Tagged<Schedule>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/schedules/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Schedule>;
  }

  /** Change a schedule. */
  async updateSchedule(
    id: string,
    body: ScheduleUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<Schedule>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/schedules/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Schedule>;
  }

  /** Delete a schedule. */
  async deleteSchedule(
    id: string,
    query: {
      /** true: rules that follow it are deleted, criteria that name it are made inactive; otherwise they are listed and nothing is deleted */ readonly detach?:
        boolean | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/schedules/${encodeURIComponent(id)}`,
      query,
      options,
    });
  }

  /** List numbers. */
  async listNumbers(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'number'
        | '-number'
        | 'enterprise'
        | '-enterprise'
        | 'user'
        | '-user'
        | 'created_at'
        | '-created_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** number is this, ignoring case */ readonly number?: string | undefined;
      /** number contains this, ignoring case */ readonly 'number[contains]'?: string | undefined;
      /** number starts with this, ignoring case */ readonly 'number[starts_with]'?: string | undefined;
      /** number is at least this, ignoring case */ readonly 'number[gte]'?: string | undefined;
      /** number is at most this, ignoring case */ readonly 'number[lte]'?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** enterprise contains this, ignoring case */ readonly 'enterprise[contains]'?: string | undefined;
      /** enterprise starts with this, ignoring case */ readonly 'enterprise[starts_with]'?:
        string | undefined;
      /** enterprise is at least this, ignoring case */ readonly 'enterprise[gte]'?: string | undefined;
      /** enterprise is at most this, ignoring case */ readonly 'enterprise[lte]'?: string | undefined;
      /** user is this, ignoring case */ readonly user?: string | undefined;
      /** user contains this, ignoring case */ readonly 'user[contains]'?: string | undefined;
      /** user starts with this, ignoring case */ readonly 'user[starts_with]'?: string | undefined;
      /** user is at least this, ignoring case */ readonly 'user[gte]'?: string | undefined;
      /** user is at most this, ignoring case */ readonly 'user[lte]'?: string | undefined;
      /** assigned is this */ readonly assigned?: boolean | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<NumberList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/numbers',
      query,
      options,
    })) as Tagged<NumberList>;
  }

  /** Make a number. */
  async createNumber(body: NumberCreate, options: CallOptions = {}): Promise<Tagged<Number>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/numbers',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Number>;
  }

  /** Read a number. */
  async readNumber(id: string, options: CallOptions = {}): Promise<Tagged<Number>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/numbers/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Number>;
  }

  /** Delete a number. */
  async deleteNumber(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: `/numbers/${encodeURIComponent(id)}`, options });
  }

  /** Add numbers and ranges of numbers to an inventory. */
  async addNumberRanges(body: NumberRanges, options: CallOptions = {}): Promise<Tagged<NumberRangesResult>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/number-ranges',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<NumberRangesResult>;
  }

  /** List carriers. */
  async listCarriers(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'name'
        | '-name'
        | 'number_format'
        | '-number_format'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** name is this, ignoring case */ readonly name?: string | undefined;
      /** name contains this, ignoring case */ readonly 'name[contains]'?: string | undefined;
      /** name starts with this, ignoring case */ readonly 'name[starts_with]'?: string | undefined;
      /** name is at least this, ignoring case */ readonly 'name[gte]'?: string | undefined;
      /** name is at most this, ignoring case */ readonly 'name[lte]'?: string | undefined;
      /** number_format is this, ignoring case */ readonly number_format?: string | undefined;
      /** number_format contains this, ignoring case */ readonly 'number_format[contains]'?:
        string | undefined;
      /** number_format starts with this, ignoring case */ readonly 'number_format[starts_with]'?:
        string | undefined;
      /** number_format is at least this, ignoring case */ readonly 'number_format[gte]'?: string | undefined;
      /** number_format is at most this, ignoring case */ readonly 'number_format[lte]'?: string | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<CarrierList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/carriers',
      query,
      options,
    })) as Tagged<CarrierList>;
  }

  /** Make a carrier. */
  async createCarrier(body: CarrierCreate, options: CallOptions = {}): Promise<Tagged<Carrier>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/carriers',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Carrier>;
  }

  /** Read a carrier. */
  async readCarrier(id: string, options: CallOptions = {}): Promise<Tagged<Carrier>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/carriers/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Carrier>;
  }

  /** Change a carrier. */
  async updateCarrier(id: string, body: CarrierUpdate, options: CallOptions = {}): Promise<Tagged<Carrier>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/carriers/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<Carrier>;
  }

  /** Delete a carrier. */
  async deleteCarrier(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: `/carriers/${encodeURIComponent(id)}`, options });
  }

  /** List outbound routes. */
  async listOutboundRoutes(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: by id */ readonly sort?:
        | 'id'
        | '-id'
        | 'prefix'
        | '-prefix'
        | 'priority'
        | '-priority'
        | 'created_at'
        | '-created_at'
        | 'updated_at'
        | '-updated_at'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** prefix is this, ignoring case */ readonly prefix?: string | undefined;
      /** prefix contains this, ignoring case */ readonly 'prefix[contains]'?: string | undefined;
      /** prefix starts with this, ignoring case */ readonly 'prefix[starts_with]'?: string | undefined;
      /** prefix is at least this, ignoring case */ readonly 'prefix[gte]'?: string | undefined;
      /** prefix is at most this, ignoring case */ readonly 'prefix[lte]'?: string | undefined;
      /** emergency is this */ readonly emergency?: boolean | undefined;
      /** priority is this */ readonly priority?: number | undefined;
      /** priority is at least this */ readonly 'priority[gte]'?: number | undefined;
      /** priority is at most this */ readonly 'priority[lte]'?: number | undefined;
      /** created_at is this, ignoring case */ readonly created_at?: string | undefined;
      /** created_at contains this, ignoring case */ readonly 'created_at[contains]'?: string | undefined;
      /** created_at starts with this, ignoring case */ readonly 'created_at[starts_with]'?:
        string | undefined;
      /** created_at is at least this, ignoring case */ readonly 'created_at[gte]'?: string | undefined;
      /** created_at is at most this, ignoring case */ readonly 'created_at[lte]'?: string | undefined;
      /** updated_at is this, ignoring case */ readonly updated_at?: string | undefined;
      /** updated_at contains this, ignoring case */ readonly 'updated_at[contains]'?: string | undefined;
      /** updated_at starts with this, ignoring case */ readonly 'updated_at[starts_with]'?:
        string | undefined;
      /** updated_at is at least this, ignoring case */ readonly 'updated_at[gte]'?: string | undefined;
      /** updated_at is at most this, ignoring case */ readonly 'updated_at[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<OutboundRouteList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/outbound-routes',
      query,
      options,
    })) as Tagged<OutboundRouteList>;
  }

  /** Make an outbound route. */
  async createOutboundRoute(
    body: OutboundRouteCreate,
    options: CallOptions = {},
  ): Promise<Tagged<OutboundRoute>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/outbound-routes',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<OutboundRoute>;
  }

  /** Read an outbound route. */
  async readOutboundRoute(id: string, options: CallOptions = {}): Promise<Tagged<OutboundRoute>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/outbound-routes/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<OutboundRoute>;
  }

  /** Change an outbound route. */
  async updateOutboundRoute(
    id: string,
    body: OutboundRouteUpdate,
    options: CallOptions = {},
  ): Promise<Tagged<OutboundRoute>> {
    return (await this.#transport.send({
      method: 'PATCH',
      path: `/outbound-routes/${encodeURIComponent(id)}`,
      body: { type: 'application/merge-patch+json', content: JSON.stringify(body) },
      options,
    })) as Tagged<OutboundRoute>;
  }

  /** Delete an outbound route. */
  async deleteOutboundRoute(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/outbound-routes/${encodeURIComponent(id)}`,
      options,
    });
  }

  /** List how the health of a trunk group changed, newest first. */
  async listTrunkGroupHealthHistory(
    id: string,
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: -at */ readonly sort?:
        'id' | '-id' | 'at' | '-at' | 'address' | '-address' | 'state' | '-state' | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** at is this */ readonly at?: string | undefined;
      /** at is at least this */ readonly 'at[gte]'?: string | undefined;
      /** at is at most this */ readonly 'at[lte]'?: string | undefined;
      /** address is this, ignoring case */ readonly address?: string | undefined;
      /** address contains this, ignoring case */ readonly 'address[contains]'?: string | undefined;
      /** address starts with this, ignoring case */ readonly 'address[starts_with]'?: string | undefined;
      /** address is at least this, ignoring case */ readonly 'address[gte]'?: string | undefined;
      /** address is at most this, ignoring case */ readonly 'address[lte]'?: string | undefined;
      /** state is this, ignoring case */ readonly state?: string | undefined;
      /** state contains this, ignoring case */ readonly 'state[contains]'?: string | undefined;
      /** state starts with this, ignoring case */ readonly 'state[starts_with]'?: string | undefined;
      /** state is at least this, ignoring case */ readonly 'state[gte]'?: string | undefined;
      /** state is at most this, ignoring case */ readonly 'state[lte]'?: string | undefined;
      /** node is this, ignoring case */ readonly node?: string | undefined;
      /** node contains this, ignoring case */ readonly 'node[contains]'?: string | undefined;
      /** node starts with this, ignoring case */ readonly 'node[starts_with]'?: string | undefined;
      /** node is at least this, ignoring case */ readonly 'node[gte]'?: string | undefined;
      /** node is at most this, ignoring case */ readonly 'node[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<HealthHistory>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/trunk-groups/${encodeURIComponent(id)}/health-history`,
      query,
      options,
    })) as Tagged<HealthHistory>;
  }

  /** List how the health of a carrier changed, newest first. */
  async listCarrierHealthHistory(
    id: string,
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: -at */ readonly sort?:
        'id' | '-id' | 'at' | '-at' | 'address' | '-address' | 'state' | '-state' | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** at is this */ readonly at?: string | undefined;
      /** at is at least this */ readonly 'at[gte]'?: string | undefined;
      /** at is at most this */ readonly 'at[lte]'?: string | undefined;
      /** address is this, ignoring case */ readonly address?: string | undefined;
      /** address contains this, ignoring case */ readonly 'address[contains]'?: string | undefined;
      /** address starts with this, ignoring case */ readonly 'address[starts_with]'?: string | undefined;
      /** address is at least this, ignoring case */ readonly 'address[gte]'?: string | undefined;
      /** address is at most this, ignoring case */ readonly 'address[lte]'?: string | undefined;
      /** state is this, ignoring case */ readonly state?: string | undefined;
      /** state contains this, ignoring case */ readonly 'state[contains]'?: string | undefined;
      /** state starts with this, ignoring case */ readonly 'state[starts_with]'?: string | undefined;
      /** state is at least this, ignoring case */ readonly 'state[gte]'?: string | undefined;
      /** state is at most this, ignoring case */ readonly 'state[lte]'?: string | undefined;
      /** node is this, ignoring case */ readonly node?: string | undefined;
      /** node contains this, ignoring case */ readonly 'node[contains]'?: string | undefined;
      /** node starts with this, ignoring case */ readonly 'node[starts_with]'?: string | undefined;
      /** node is at least this, ignoring case */ readonly 'node[gte]'?: string | undefined;
      /** node is at most this, ignoring case */ readonly 'node[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<HealthHistory>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/carriers/${encodeURIComponent(id)}/health-history`,
      query,
      options,
    })) as Tagged<HealthHistory>;
  }

  /** List the nodes on the database, the longest running first. */
  async listNodes(options: CallOptions = {}): Promise<Tagged<NodeList>> {
    return (await this.#transport.send({ method: 'GET', path: '/nodes', options })) as Tagged<NodeList>;
  }

  /** List calls in progress, on all nodes. */
  async listCalls(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** id of the enterprise */ readonly enterprise?: string | undefined;
      /** id of the trunk group */ readonly trunk_group?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<CallList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/calls',
      query,
      options,
    })) as Tagged<CallList>;
  }

  /** Read a call in progress. */
  async readCall(id: string, options: CallOptions = {}): Promise<Tagged<Call>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/calls/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<Call>;
  }

  /** End a call in progress, on both sides. */
  async endCall(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: `/calls/${encodeURIComponent(id)}`, options });
  }

  /** List calls that are over, newest first. */
  async listCallLogs(
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: -started_at */ readonly sort?:
        | 'id'
        | '-id'
        | 'direction'
        | '-direction'
        | 'calling_number'
        | '-calling_number'
        | 'called_number'
        | '-called_number'
        | 'dialled'
        | '-dialled'
        | 'account_code'
        | '-account_code'
        | 'authorization_code'
        | '-authorization_code'
        | 'started_at'
        | '-started_at'
        | 'ringing_at'
        | '-ringing_at'
        | 'answered_at'
        | '-answered_at'
        | 'ended_at'
        | '-ended_at'
        | 'duration_ms'
        | '-duration_ms'
        | 'outcome'
        | '-outcome'
        | 'sip_code'
        | '-sip_code'
        | 'q850_cause'
        | '-q850_cause'
        | 'ended_by'
        | '-ended_by'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** call_id is this, ignoring case */ readonly call_id?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** group is this, ignoring case */ readonly group?: string | undefined;
      /** user is this, ignoring case */ readonly user?: string | undefined;
      /** trunk_group is this, ignoring case */ readonly trunk_group?: string | undefined;
      /** direction is this, ignoring case */ readonly direction?: string | undefined;
      /** direction contains this, ignoring case */ readonly 'direction[contains]'?: string | undefined;
      /** direction starts with this, ignoring case */ readonly 'direction[starts_with]'?: string | undefined;
      /** direction is at least this, ignoring case */ readonly 'direction[gte]'?: string | undefined;
      /** direction is at most this, ignoring case */ readonly 'direction[lte]'?: string | undefined;
      /** calling_number is this, ignoring case */ readonly calling_number?: string | undefined;
      /** calling_number contains this, ignoring case */ readonly 'calling_number[contains]'?:
        string | undefined;
      /** calling_number starts with this, ignoring case */ readonly 'calling_number[starts_with]'?:
        string | undefined;
      /** calling_number is at least this, ignoring case */ readonly 'calling_number[gte]'?:
        string | undefined;
      /** calling_number is at most this, ignoring case */ readonly 'calling_number[lte]'?:
        string | undefined;
      /** called_number is this, ignoring case */ readonly called_number?: string | undefined;
      /** called_number contains this, ignoring case */ readonly 'called_number[contains]'?:
        string | undefined;
      /** called_number starts with this, ignoring case */ readonly 'called_number[starts_with]'?:
        string | undefined;
      /** called_number is at least this, ignoring case */ readonly 'called_number[gte]'?: string | undefined;
      /** called_number is at most this, ignoring case */ readonly 'called_number[lte]'?: string | undefined;
      /** dialled is this, ignoring case */ readonly dialled?: string | undefined;
      /** dialled contains this, ignoring case */ readonly 'dialled[contains]'?: string | undefined;
      /** dialled starts with this, ignoring case */ readonly 'dialled[starts_with]'?: string | undefined;
      /** dialled is at least this, ignoring case */ readonly 'dialled[gte]'?: string | undefined;
      /** dialled is at most this, ignoring case */ readonly 'dialled[lte]'?: string | undefined;
      /** account_code is this, ignoring case */ readonly account_code?: string | undefined;
      /** account_code contains this, ignoring case */ readonly 'account_code[contains]'?: string | undefined;
      /** account_code starts with this, ignoring case */ readonly 'account_code[starts_with]'?:
        string | undefined;
      /** account_code is at least this, ignoring case */ readonly 'account_code[gte]'?: string | undefined;
      /** account_code is at most this, ignoring case */ readonly 'account_code[lte]'?: string | undefined;
      /** authorization_code is this, ignoring case */ readonly authorization_code?: string | undefined;
      /** authorization_code contains this, ignoring case */ readonly 'authorization_code[contains]'?:
        string | undefined;
      /** authorization_code starts with this, ignoring case */ readonly 'authorization_code[starts_with]'?:
        string | undefined;
      /** authorization_code is at least this, ignoring case */ readonly 'authorization_code[gte]'?:
        string | undefined;
      /** authorization_code is at most this, ignoring case */ readonly 'authorization_code[lte]'?:
        string | undefined;
      /** emergency is this */ readonly emergency?: boolean | undefined;
      /** started_at is this */ readonly started_at?: string | undefined;
      /** started_at is at least this */ readonly 'started_at[gte]'?: string | undefined;
      /** started_at is at most this */ readonly 'started_at[lte]'?: string | undefined;
      /** ringing_at is this */ readonly ringing_at?: string | undefined;
      /** ringing_at is at least this */ readonly 'ringing_at[gte]'?: string | undefined;
      /** ringing_at is at most this */ readonly 'ringing_at[lte]'?: string | undefined;
      /** answered_at is this */ readonly answered_at?: string | undefined;
      /** answered_at is at least this */ readonly 'answered_at[gte]'?: string | undefined;
      /** answered_at is at most this */ readonly 'answered_at[lte]'?: string | undefined;
      /** ended_at is this */ readonly ended_at?: string | undefined;
      /** ended_at is at least this */ readonly 'ended_at[gte]'?: string | undefined;
      /** ended_at is at most this */ readonly 'ended_at[lte]'?: string | undefined;
      /** duration_ms is this */ readonly duration_ms?: number | undefined;
      /** duration_ms is at least this */ readonly 'duration_ms[gte]'?: number | undefined;
      /** duration_ms is at most this */ readonly 'duration_ms[lte]'?: number | undefined;
      /** outcome is this, ignoring case */ readonly outcome?: string | undefined;
      /** outcome contains this, ignoring case */ readonly 'outcome[contains]'?: string | undefined;
      /** outcome starts with this, ignoring case */ readonly 'outcome[starts_with]'?: string | undefined;
      /** outcome is at least this, ignoring case */ readonly 'outcome[gte]'?: string | undefined;
      /** outcome is at most this, ignoring case */ readonly 'outcome[lte]'?: string | undefined;
      /** sip_code is this */ readonly sip_code?: number | undefined;
      /** sip_code is at least this */ readonly 'sip_code[gte]'?: number | undefined;
      /** sip_code is at most this */ readonly 'sip_code[lte]'?: number | undefined;
      /** q850_cause is this */ readonly q850_cause?: number | undefined;
      /** q850_cause is at least this */ readonly 'q850_cause[gte]'?: number | undefined;
      /** q850_cause is at most this */ readonly 'q850_cause[lte]'?: number | undefined;
      /** ended_by is this, ignoring case */ readonly ended_by?: string | undefined;
      /** ended_by contains this, ignoring case */ readonly 'ended_by[contains]'?: string | undefined;
      /** ended_by starts with this, ignoring case */ readonly 'ended_by[starts_with]'?: string | undefined;
      /** ended_by is at least this, ignoring case */ readonly 'ended_by[gte]'?: string | undefined;
      /** ended_by is at most this, ignoring case */ readonly 'ended_by[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<CallLogList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: '/call-logs',
      query,
      options,
    })) as Tagged<CallLogList>;
  }

  /** Read the record of a call that is over. */
  async readCallLog(id: string, options: CallOptions = {}): Promise<Tagged<CallLog>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/call-logs/${encodeURIComponent(id)}`,
      options,
    })) as Tagged<CallLog>;
  }

  /** List a user's newest 1,000 calls. */
  async listUserCallLogs(
    id: string,
    query: {
      /** items on a page */ readonly limit?: number | undefined;
      /** `next` of the page before */ readonly cursor?: string | undefined;
      /** a page by its number, instead of a cursor */ readonly page?: number | undefined;
      /** a field to sort by, with - in front for descending; left out: -started_at */ readonly sort?:
        | 'id'
        | '-id'
        | 'direction'
        | '-direction'
        | 'calling_number'
        | '-calling_number'
        | 'called_number'
        | '-called_number'
        | 'dialled'
        | '-dialled'
        | 'account_code'
        | '-account_code'
        | 'authorization_code'
        | '-authorization_code'
        | 'started_at'
        | '-started_at'
        | 'ringing_at'
        | '-ringing_at'
        | 'answered_at'
        | '-answered_at'
        | 'ended_at'
        | '-ended_at'
        | 'duration_ms'
        | '-duration_ms'
        | 'outcome'
        | '-outcome'
        | 'sip_code'
        | '-sip_code'
        | 'q850_cause'
        | '-q850_cause'
        | 'ended_by'
        | '-ended_by'
        | undefined;
      /** id is this, ignoring case */ readonly id?: string | undefined;
      /** id contains this, ignoring case */ readonly 'id[contains]'?: string | undefined;
      /** id starts with this, ignoring case */ readonly 'id[starts_with]'?: string | undefined;
      /** id is at least this, ignoring case */ readonly 'id[gte]'?: string | undefined;
      /** id is at most this, ignoring case */ readonly 'id[lte]'?: string | undefined;
      /** call_id is this, ignoring case */ readonly call_id?: string | undefined;
      /** enterprise is this, ignoring case */ readonly enterprise?: string | undefined;
      /** group is this, ignoring case */ readonly group?: string | undefined;
      /** trunk_group is this, ignoring case */ readonly trunk_group?: string | undefined;
      /** direction is this, ignoring case */ readonly direction?: string | undefined;
      /** direction contains this, ignoring case */ readonly 'direction[contains]'?: string | undefined;
      /** direction starts with this, ignoring case */ readonly 'direction[starts_with]'?: string | undefined;
      /** direction is at least this, ignoring case */ readonly 'direction[gte]'?: string | undefined;
      /** direction is at most this, ignoring case */ readonly 'direction[lte]'?: string | undefined;
      /** calling_number is this, ignoring case */ readonly calling_number?: string | undefined;
      /** calling_number contains this, ignoring case */ readonly 'calling_number[contains]'?:
        string | undefined;
      /** calling_number starts with this, ignoring case */ readonly 'calling_number[starts_with]'?:
        string | undefined;
      /** calling_number is at least this, ignoring case */ readonly 'calling_number[gte]'?:
        string | undefined;
      /** calling_number is at most this, ignoring case */ readonly 'calling_number[lte]'?:
        string | undefined;
      /** called_number is this, ignoring case */ readonly called_number?: string | undefined;
      /** called_number contains this, ignoring case */ readonly 'called_number[contains]'?:
        string | undefined;
      /** called_number starts with this, ignoring case */ readonly 'called_number[starts_with]'?:
        string | undefined;
      /** called_number is at least this, ignoring case */ readonly 'called_number[gte]'?: string | undefined;
      /** called_number is at most this, ignoring case */ readonly 'called_number[lte]'?: string | undefined;
      /** dialled is this, ignoring case */ readonly dialled?: string | undefined;
      /** dialled contains this, ignoring case */ readonly 'dialled[contains]'?: string | undefined;
      /** dialled starts with this, ignoring case */ readonly 'dialled[starts_with]'?: string | undefined;
      /** dialled is at least this, ignoring case */ readonly 'dialled[gte]'?: string | undefined;
      /** dialled is at most this, ignoring case */ readonly 'dialled[lte]'?: string | undefined;
      /** account_code is this, ignoring case */ readonly account_code?: string | undefined;
      /** account_code contains this, ignoring case */ readonly 'account_code[contains]'?: string | undefined;
      /** account_code starts with this, ignoring case */ readonly 'account_code[starts_with]'?:
        string | undefined;
      /** account_code is at least this, ignoring case */ readonly 'account_code[gte]'?: string | undefined;
      /** account_code is at most this, ignoring case */ readonly 'account_code[lte]'?: string | undefined;
      /** authorization_code is this, ignoring case */ readonly authorization_code?: string | undefined;
      /** authorization_code contains this, ignoring case */ readonly 'authorization_code[contains]'?:
        string | undefined;
      /** authorization_code starts with this, ignoring case */ readonly 'authorization_code[starts_with]'?:
        string | undefined;
      /** authorization_code is at least this, ignoring case */ readonly 'authorization_code[gte]'?:
        string | undefined;
      /** authorization_code is at most this, ignoring case */ readonly 'authorization_code[lte]'?:
        string | undefined;
      /** emergency is this */ readonly emergency?: boolean | undefined;
      /** started_at is this */ readonly started_at?: string | undefined;
      /** started_at is at least this */ readonly 'started_at[gte]'?: string | undefined;
      /** started_at is at most this */ readonly 'started_at[lte]'?: string | undefined;
      /** ringing_at is this */ readonly ringing_at?: string | undefined;
      /** ringing_at is at least this */ readonly 'ringing_at[gte]'?: string | undefined;
      /** ringing_at is at most this */ readonly 'ringing_at[lte]'?: string | undefined;
      /** answered_at is this */ readonly answered_at?: string | undefined;
      /** answered_at is at least this */ readonly 'answered_at[gte]'?: string | undefined;
      /** answered_at is at most this */ readonly 'answered_at[lte]'?: string | undefined;
      /** ended_at is this */ readonly ended_at?: string | undefined;
      /** ended_at is at least this */ readonly 'ended_at[gte]'?: string | undefined;
      /** ended_at is at most this */ readonly 'ended_at[lte]'?: string | undefined;
      /** duration_ms is this */ readonly duration_ms?: number | undefined;
      /** duration_ms is at least this */ readonly 'duration_ms[gte]'?: number | undefined;
      /** duration_ms is at most this */ readonly 'duration_ms[lte]'?: number | undefined;
      /** outcome is this, ignoring case */ readonly outcome?: string | undefined;
      /** outcome contains this, ignoring case */ readonly 'outcome[contains]'?: string | undefined;
      /** outcome starts with this, ignoring case */ readonly 'outcome[starts_with]'?: string | undefined;
      /** outcome is at least this, ignoring case */ readonly 'outcome[gte]'?: string | undefined;
      /** outcome is at most this, ignoring case */ readonly 'outcome[lte]'?: string | undefined;
      /** sip_code is this */ readonly sip_code?: number | undefined;
      /** sip_code is at least this */ readonly 'sip_code[gte]'?: number | undefined;
      /** sip_code is at most this */ readonly 'sip_code[lte]'?: number | undefined;
      /** q850_cause is this */ readonly q850_cause?: number | undefined;
      /** q850_cause is at least this */ readonly 'q850_cause[gte]'?: number | undefined;
      /** q850_cause is at most this */ readonly 'q850_cause[lte]'?: number | undefined;
      /** ended_by is this, ignoring case */ readonly ended_by?: string | undefined;
      /** ended_by contains this, ignoring case */ readonly 'ended_by[contains]'?: string | undefined;
      /** ended_by starts with this, ignoring case */ readonly 'ended_by[starts_with]'?: string | undefined;
      /** ended_by is at least this, ignoring case */ readonly 'ended_by[gte]'?: string | undefined;
      /** ended_by is at most this, ignoring case */ readonly 'ended_by[lte]'?: string | undefined;
    } = {},
    options: CallOptions = {},
  ): Promise<Tagged<CallLogList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/users/${encodeURIComponent(id)}/call-logs`,
      query,
      options,
    })) as Tagged<CallLogList>;
  }

  /** Read the SIP messages of a call that is over. */
  async readCallLogMessages(id: string, options: CallOptions = {}): Promise<Tagged<CallMessageList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/call-logs/${encodeURIComponent(id)}/messages`,
      options,
    })) as Tagged<CallMessageList>;
  }

  /** Read the SIP messages of a call in progress. */
  async readCallMessages(id: string, options: CallOptions = {}): Promise<Tagged<CallMessageList>> {
    return (await this.#transport.send({
      method: 'GET',
      path: `/calls/${encodeURIComponent(id)}/messages`,
      options,
    })) as Tagged<CallMessageList>;
  }

  /** Ask what would become of a call. */
  async explainCall(body: CallQuestion, options: CallOptions = {}): Promise<Tagged<CallExplanation>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/call-explanations',
      body: { type: 'application/json', content: JSON.stringify(body) },
      options,
    })) as Tagged<CallExplanation>;
  }

  /** Apply a whole deployment from a file. */
  async applyDeployment(
    body: string,
    query: { /** true: what the file does not name is removed */ readonly prune?: boolean | undefined } = {},
    options: CallOptions = {},
  ): Promise<Tagged<DeploymentResult>> {
    return (await this.#transport.send({
      method: 'POST',
      path: '/deployments',
      query,
      body: { type: 'application/yaml', content: body },
      options,
    })) as Tagged<DeploymentResult>;
  }
}
