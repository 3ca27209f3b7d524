import type { Queryable } from '@cadastre/postgres';
import { ApiError } from '../http/api-error.ts';
import { findApiKey } from './api-keys.ts';
import type { Caller } from './caller.ts';

export const authModes = ['none', 'api-key'] as const;
export type AuthMode = (typeof authModes)[number];

/** The tenant of everything where there is only one. */
export const defaultTenant = 'default';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Who makes this request, by `Authorization: Bearer` or `X-API-Key`.
 *
 * @throws ApiError unauthenticated, the same for every reason
 */
export const identifyCaller = async (
  db: Queryable,
  { mode, headers }: { mode: AuthMode; headers: Headers },
): Promise<Caller> => {
  if (mode === 'none') return { tenantId: defaultTenant, actor: 'user:local' };
  const secret = presentedSecret(headers);
  const key = secret === undefined ? null : await findApiKey(db, secret);
  if (key === null) throw new ApiError('unauthenticated', 'An API key that is valid is needed');
  return { tenantId: key.tenantId, actor: `api-key:${key.keyId}` };
};

const presentedSecret = (headers: Headers): string | undefined => {
  const bearer = /^Bearer +(\S{1,200})$/i.exec(String(headers.authorization ?? ''))?.[1];
  const plain = headers['x-api-key'];
  return bearer ?? (typeof plain === 'string' && plain.length <= 200 ? plain : undefined);
};
