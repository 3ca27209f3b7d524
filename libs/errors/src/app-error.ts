/** Closed list: callers branch on `kind`, people read `code`, nobody parses `message`. */
export type ErrorKind =
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

/**
 * An expected failure. `facts` go to the log and may go to the client: never put a secret, SQL text, or what
 * a foreign server said verbatim into them. Whatever is not an AppError is a bug and is answered with a bare 500.
 */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;
  /**
   * Kebab-case, unique, stable. `docs/problems/<code>.md` explains what a client or the error of a sync can hold; what
   * ends a process or stays inside says all in its message and hint.
   */
  abstract readonly code: string;
  /** Fixed per code, one sentence without facts. */
  abstract readonly title: string;
  /** What the caller can do next, when there is something. */
  readonly hint: string | undefined;

  protected constructor(
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown; hint?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.name = new.target.name;
  }
}
