import { describe, expect, test } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import type { ApiPlatform } from '../api-platform.ts';
import { Endpoint } from '../http/endpoint.ts';
import { AccessGuard } from './access.guard.ts';
import { IdentifyCaller } from './identify-caller.ts';

class Handlers {
  @Endpoint(routes.getLiveness)
  open(this: void): void {}

  @Endpoint(routes.listIntegrations)
  guarded(this: void): void {}

  forgotten(this: void): void {}
}

const request: { headers: object; caller?: unknown } = { headers: {} };
const enter = (handler: keyof Handlers, auth: 'none' | 'api-key'): Promise<boolean> => {
  const places = { host: '', port: 0, grpcHost: '', grpcPort: 0 };
  const settings = { ...places, auth, allowEmptyPassword: false };
  const guard = new AccessGuard(new IdentifyCaller({} as ApiPlatform, settings));
  return guard.canActivate({
    getHandler: () => Handlers.prototype[handler],
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext);
};

describe('the access guard', () => {
  test('lets everybody to what is public', async () => {
    expect(await enter('open', 'api-key')).toBe(true);
  });

  test('keeps callers without a key out of everything else', async () => {
    await expect(enter('guarded', 'api-key')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('knows who is there where no keys are asked for', async () => {
    expect(await enter('guarded', 'none')).toBe(true);
    expect(request.caller).toEqual({ tenantId: 'default', actor: 'user:local' });
  });

  test.each(['none', 'api-key'] as const)(
    'refuses a handler that nobody declared, with auth %s',
    async (auth) => {
      await expect(enter('forgotten', auth)).rejects.toMatchObject({ code: 'forbidden' });
    },
  );
});
