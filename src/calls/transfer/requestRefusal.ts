/** Why a request makes no sense, as it is answered. */
export interface RequestRefusal {
  readonly status: number;
  readonly reason: string;
}

export const refusal = (status: number, reason: string): RequestRefusal => ({ status, reason });
