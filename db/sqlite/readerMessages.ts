export interface ReaderStart {
  readonly file: string;
}

export interface ReaderRequest {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type ReaderAnswer =
  { readonly rows: readonly unknown[] } | { readonly message: string; readonly code: string | undefined };
