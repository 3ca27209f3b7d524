import { AppError, InvalidInput, type ErrorKind, type InputIssue } from '@cadastre/errors';
import { problems, type AnsweredCode } from '@cadastre/api-contract';

type Details = {
  /** Members of the problem besides the usual ones, in snake_case. They go to the client. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly hint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** A refusal by the HTTP edge itself. Kind and title come from the registry of problems. */
export class ApiError extends AppError {
  override readonly kind: ErrorKind;
  override readonly code: AnsweredCode;
  override readonly title: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: AnsweredCode, detail: string, details: Details = {}) {
    const { members = {}, headers = {}, hint, cause } = details;
    super(detail, members, { cause, ...(hint === undefined ? {} : { hint }) });
    this.code = code;
    this.kind = problems[code].kind;
    this.title = problems[code].title;
    this.members = members;
    this.headers = headers;
  }
}

/** The first step of trying a credential: its fields cannot name a database. */
export const fieldsRefused = (issues: readonly InputIssue[]): ApiError =>
  new ApiError('invalid-input', new InvalidInput(issues).message, {
    members: { step: 'fields', errors: issues },
  });
