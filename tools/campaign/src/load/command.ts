export type CommandKind =
  'register' | 'rename' | 'disable' | 'enable' | 'sync' | 'queue-sync' | 'cancel' | 'requeue' | 'delete';

/** How a command ended, as far as its client knows. */
export type Outcome =
  | { readonly type: 'open' }
  /** 2xx: the promise is given. */
  | {
      readonly type: 'acknowledged';
      readonly status: number;
      /** Null where there was nothing to do. */
      readonly commitId: string | null;
      readonly body: AnswerBody;
    }
  /** 4xx: the promise is that nothing was done. */
  | { readonly type: 'refused'; readonly status: number; readonly code: string }
  /** The client walked away before it knew. */
  | { readonly type: 'unknown' };

export type AnswerBody = {
  readonly integration_id?: string;
  readonly sync_id?: string;
  readonly code?: string;
  readonly is_queued?: boolean;
};

export type Command = {
  readonly number: number;
  readonly kind: CommandKind;
  /** Its Idempotency-Key. */
  readonly key: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  /** What it is about; null where the answer says so. */
  readonly integrationId: string | null;
  readonly syncId: string | null;
  /** Unique among all commands that give a name. */
  readonly name: string | null;
  outcome: Outcome;
  attempts: number;
};
