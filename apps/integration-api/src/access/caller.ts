/** On whose behalf a request is, and who makes it. */
export type Caller = {
  readonly tenantId: string;
  /** `user:…` or `api-key:…`; stands on every commit. */
  readonly actor: string;
};
