import type { Service } from './service';

interface Thing {
  readonly id: string;
  readonly name: string;
}

/** A call log as the API gives it (design.md section 5). */
export interface CallLogItem {
  readonly id: string;
  readonly call_id: string;
  readonly enterprise: Thing | null;
  readonly group: Thing | null;
  readonly user: Thing | null;
  readonly trunk_group: Thing | null;
  readonly direction: string;
  readonly participants: readonly {
    readonly role: string;
    readonly user: Thing | null;
    readonly trunk_group: Thing | null;
  }[];
  readonly calling_number: string;
  readonly called_number: string;
  readonly dialled: string;
  readonly started_at: string;
  readonly ringing_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string;
  readonly duration_ms: number;
  readonly outcome: string;
  readonly failure: string | null;
  readonly sip_code: number;
  readonly q850_cause: number;
  readonly ended_by: string;
  readonly attempts: readonly {
    readonly destination: Thing & { readonly kind: string };
    readonly started_at: string;
    readonly ringing_at: string | null;
    readonly answered_at: string | null;
    readonly ended_at: string | null;
    readonly sip_code: number | null;
  }[];
  readonly transferred_from: { readonly call_id: string; readonly by: Thing | null } | null;
  readonly transferred_to: { readonly call_id: string; readonly by: Thing | null } | null;
  readonly trace: readonly { readonly rule: string; readonly result: string }[];
}

interface CallLogPage {
  readonly items: readonly CallLogItem[];
  readonly total: number;
  readonly next: string | null;
}

/** All call logs that match, page by page. */
export async function callLogs(service: Service, filter = ''): Promise<readonly CallLogItem[]> {
  const items: CallLogItem[] = [];
  let cursor: string | null = null;
  do {
    const parameters: string = cursor === null ? filter : `${filter}&cursor=${cursor}`;
    const page = (await service.get(`/api/v1/call-logs?limit=1000&${parameters}`)) as CallLogPage;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
