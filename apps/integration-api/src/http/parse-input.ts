import type { z } from 'zod';
import { InvalidInput, type InputIssue } from '@cadastre/errors';

type Issue = z.core.$ZodIssue;
/** Turns the path of a wrong place into the pointer that names it to the client. */
type ToPointer = (path: readonly PropertyKey[]) => string;

const escapeToken = (token: PropertyKey): string => String(token).replaceAll('~', '~0').replaceAll('/', '~1');

/** RFC 6901; the empty pointer is the whole body. */
export const bodyPointer: ToPointer = (path) => path.map((token) => `/${escapeToken(token)}`).join('');
export const queryPointer: ToPointer = (path) => `?${String(path[0] ?? '')}`;
export const pathPointer: ToPointer = (path) => `{${String(path[0] ?? '')}}`;

/**
 * The only door from unknown values to typed ones. Details never repeat a value: it may be a secret.
 *
 * @throws InvalidInput naming every wrong place
 */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  toPointer: ToPointer = bodyPointer,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), detail: 'is not known here' }))
        : { pointer: toPointer(issue.path), detail: detailOf(issue, valueAt(value, issue.path)) },
    ) satisfies InputIssue[],
  );
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** A sentence about the place, to be read after its name: "/credential/port must be a number". */
const detailOf = (issue: Issue, value: unknown): string => {
  if (value === undefined && issue.code !== 'custom') return 'is required';
  if (issue.code === 'invalid_type') return `must be ${withArticle(issue.expected)}`;
  if (issue.code === 'too_small' || issue.code === 'too_big') return boundOf(issue);
  const message = issue.message.replace(/^Invalid (input|option): expected /, 'must be ');
  return message.charAt(0).toLowerCase() + message.slice(1);
};

type OutOfBounds = Extract<Issue, { code: 'too_small' | 'too_big' }>;

const boundOf = (issue: OutOfBounds): string => {
  const isTooSmall = issue.code === 'too_small';
  const limit = Number(isTooSmall ? issue.minimum : issue.maximum);
  if (isTooSmall && limit === 1 && issue.origin === 'string') return 'must not be empty';
  const bound = `${isTooSmall ? 'at least' : 'at most'} ${limit}`;
  if (issue.origin === 'string') return `must have ${bound} characters`;
  if (issue.origin === 'array' || issue.origin === 'set') return `must have ${bound} items`;
  return `must be ${bound}`;
};

const withArticle = (noun: string): string => {
  if (noun === 'int') return 'a whole number';
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
};
