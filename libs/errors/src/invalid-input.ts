import { AppError } from './app-error.ts';

/** One wrong place in a request. `pointer` is a JSON pointer (RFC 6901) into the body, or `?name` for a query parameter. */
export type InputIssue = { readonly pointer: string; readonly detail: string };

export class InvalidInput extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'invalid-input';
  override readonly title = 'The request is not valid';
  constructor(readonly issues: readonly InputIssue[]) {
    super(
      issues.map(({ pointer, detail }) => `${pointer === '' ? 'the body' : pointer} ${detail}`).join('; '),
      {
        issues,
      },
    );
  }
}
