import { RoundTripFailed } from './roundtrip-failed.ts';

/** Longer ones name hundreds of tables at once, and the reason only one. */
const longestStatement = 200;

/**
 * The role may not do what was tried: which right it lacks on what, and which role to take.
 *
 * @param told what PostgreSQL, or its program with `LC_ALL=C`, said
 * @returns null where it says something else
 */
export const roleRefused = (
  tried: string,
  { told, user }: { told: string; user: string },
): RoundTripFailed | null => {
  const reason = /(?:permission denied|must be owner|must be superuser)[^\n]*/i.exec(told)?.[0];
  if (reason === undefined) return null;
  const statement = /Query was: ([^\n]*)/.exec(told)?.[1] ?? '';
  const asked = statement === '' || statement.length > longestStatement ? '' : ` (it asked: ${statement})`;
  return new RoundTripFailed(`${tried}: ${reason}${asked}`, hint(user));
};

const hint = (user: string): string =>
  `The role "${user}" may not do that. Name a superuser in --url: it reads everything, and owners and privileges are given back in databases made for it. ` +
  `A role with CREATEDB that may read everything (since PostgreSQL 14: GRANT pg_read_all_data TO "${user}") is tried too; what it may not restore is told as an error.`;
