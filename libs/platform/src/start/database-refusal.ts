import { AppError } from '@cadastre/errors';
import { errorCode, isTransient } from '@cadastre/postgres';

/** Our own database cannot be used as it is configured. Names the place and the setting, never the password. */
export class DatabaseNotUsable extends AppError {
  override readonly kind = 'unavailable';
  override readonly code = 'database-not-usable';
  override readonly title = 'Our own database cannot be used';
  constructor(
    facts: { setting: string; place: string; reason: string },
    options: { hint: string; cause: unknown },
  ) {
    super(`the database at ${facts.place} (${facts.setting}) ${facts.reason}`, facts, options);
  }
}

type Explanation = { readonly reason: string; readonly hint: string };

const byCode: Readonly<Record<string, Explanation>> = {
  '28P01': { reason: 'refuses the password', hint: 'Correct the user and password in the URL.' },
  '28000': {
    reason: 'does not let this user in',
    hint: 'Correct the user in the URL, or add a line for it to pg_hba.conf on that server.',
  },
  '3D000': { reason: 'does not exist on that server', hint: 'Create it first: CREATE DATABASE …' },
  '42501': {
    reason: 'does not let this role create or use what Cadastre needs',
    hint: 'Let the role own the database, or name the one that does in CADASTRE_DATABASE_OWNER_URL.',
  },
  ENOTFOUND: { reason: 'is on a host whose name does not resolve', hint: 'Correct the host in the URL.' },
  ECONNREFUSED: {
    reason: 'does not answer: nothing listens at that port',
    hint: 'Start PostgreSQL there, or correct the host and port in the URL.',
  },
};

/** What an error of the first connection means for the person who starts a service; null for any other error. */
export const databaseRefusal = (
  error: unknown,
  { url, setting }: { url: string; setting: string },
): DatabaseNotUsable | null => {
  const code = errorCode(error) ?? '';
  const explanation = byCode[code] ?? (isTransient(error) ? away(code) : null);
  if (explanation === null) return null;
  const { reason, hint } = explanation;
  return new DatabaseNotUsable({ setting, place: placeOf(url), reason }, { hint, cause: error });
};

const away = (code: string): Explanation => ({
  reason: `cannot be reached${code === '' ? '' : ` (${code})`}`,
  hint: 'Check that PostgreSQL runs there and accepts connections from this machine.',
});

const placeOf = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
};
