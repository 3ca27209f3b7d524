/**
 * What kind of failure it is; the app's status tables turn it into a status of HTTP and of gRPC. These are the words of
 * `ErrorKind`, which a contract may not import: one that is not there does not compile in those tables.
 */
export type ProblemKind =
  | 'invalid-input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'payload-too-large'
  | 'unprocessable'
  | 'precondition-failed'
  | 'rate-limited'
  | 'target-unavailable'
  | 'unavailable'
  | 'internal';

/** One problem type: what its page says. */
export type ProblemEntry = {
  readonly kind: ProblemKind;
  /** Only where it differs from the status of the kind. */
  readonly status?: number;
  /** It is not answered to a request: a sync that failed holds it in its `error`. */
  readonly isOfSync?: true;
  readonly title: string;
  /** Can the same request, unchanged, succeed later? */
  readonly retryable: boolean;
  /** Why it happens. */
  readonly meaning: string;
  /** What to do, step by step. */
  readonly remedy: readonly string[];
};

export const defineProblems = <const Entries extends Record<string, ProblemEntry>>(
  entries: Entries,
): Entries => entries;
