import { Injectable } from '@nestjs/common';
import { ApiPlatform } from '../api-platform.ts';
import { ApiSettings } from '../config.ts';
import { ApiError } from '../http/api-error.ts';
import { apiKeyFinder, type FindApiKey } from './api-keys.ts';
import type { Caller } from './caller.ts';

/** The tenant of everything where there is only one. */
const defaultTenant = 'default';

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
  async of(headers: Headers): Promise<Caller> {
    if (this.settings.auth === 'none') return { tenantId: defaultTenant, actor: 'user:local' };
    const secret = presentedSecret(headers);
    const key = secret === undefined ? null : await this.findApiKey(secret);
    if (key === null) throw new ApiError('unauthenticated', 'An API key that is valid is needed');
    return { tenantId: key.tenantId, actor: `api-key:${key.keyId}` };
  }
}

const presentedSecret = (headers: Headers): string | undefined => {
  const bearer = /^Bearer +(\S{1,200})$/i.exec(String(headers.authorization ?? ''))?.[1];
  const plain = headers['x-api-key'];
  return bearer ?? (typeof plain === 'string' && plain.length <= 200 ? plain : undefined);
};
