import { Injectable } from '@nestjs/common';
import { ApiPlatform } from '../api-platform.ts';
import { ApiSettings } from '../config.ts';
import { ApiError } from '../http/api-error.ts';
import { apiKeyFinder, type ApiKey, type FindApiKey } from './api-keys.ts';
import type { Caller } from './caller.ts';

/** The tenant of everything where there is only one. */
const defaultTenant = 'default';

/** A key that was revoked ends what it began within half a minute, the look itself included. */
const lookAgainMs = 15_000;

const localCaller: Caller = { tenantId: defaultTenant, actor: 'user:local' };

/** Aborted, with the refusal as its reason, once the caller would not be let in any more. */
export type LetIn = { readonly signal: AbortSignal; readonly release: () => void };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Tells callers apart by what they show: `Authorization: Bearer` or `X-API-Key`. */
@Injectable()
export class IdentifyCaller {
  private readonly findApiKey: FindApiKey;

  constructor(
    { pool }: ApiPlatform,
    private readonly settings: ApiSettings,
  ) {
    this.findApiKey = apiKeyFinder(pool);
  }

  /** @throws ApiError unauthenticated, the same for every reason */
  of(headers: Headers): Promise<Caller> {
    if (this.settings.auth === 'none') return Promise.resolve(localCaller);
    const secret = presentedSecret(headers);
    return secret === undefined
      ? Promise.reject(unauthenticated())
      : this.findApiKey(secret).then(callerWith);
  }

  /** For an answer that lasts: looks again and again, whatever is sent meanwhile. Does not throw. */
  whileLetIn(headers: Headers): LetIn {
    const shutOut = new AbortController();
    const look = (): void => {
      this.of(headers).catch((error: unknown) => {
        // A database that is away says nothing of the key.
        if (error instanceof ApiError && error.code === 'unauthenticated') shutOut.abort(error);
      });
    };
    const timer = setInterval(look, lookAgainMs);
    return { signal: shutOut.signal, release: () => clearInterval(timer) };
  }
}

const unauthenticated = (): ApiError => new ApiError('unauthenticated', 'An API key that is valid is needed');

const callerWith = (key: ApiKey | null): Caller => {
  if (key === null) throw unauthenticated();
  return { tenantId: key.tenantId, actor: `api-key:${key.keyId}` };
};

const presentedSecret = (headers: Headers): string | undefined => {
  const bearer = /^Bearer +(\S{1,200})$/i.exec(String(headers.authorization ?? ''))?.[1];
  const plain = headers['x-api-key'];
  return bearer ?? (typeof plain === 'string' && plain.length <= 200 ? plain : undefined);
};
