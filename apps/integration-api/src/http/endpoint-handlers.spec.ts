import { describe, expect, test } from '@jest/globals';
import type { ModulesContainer } from '@nestjs/core';
import { routes } from '@cadastre/api-contract';
import type { Call } from './call.ts';
import { EndpointHandlers } from './endpoint-handlers.ts';
import { Endpoint } from './endpoint.ts';

class Controller {
  readonly name = 'of this controller';

  @Endpoint(routes.getLiveness)
  open(call: Call): unknown[] {
    return [this.name, call];
  }

  forgotten(): void {}
}

const handlersOf = (...instances: object[]): EndpointHandlers => {
  const controllers = new Map(instances.map((instance, n) => [n, { instance }]));
  return new EndpointHandlers(new Map([['module', { controllers }]]) as unknown as ModulesContainer);
};
const handlers = handlersOf(new Controller());

describe('the handlers of endpoints', () => {
  test('are the methods that were declared, and no others', () => {
    expect(handlers.routes).toEqual([routes.getLiveness]);
  });

  test('are called on their controller', () => {
    const call = {} as Call;
    expect(handlers.of(routes.getLiveness)(call)).toEqual(['of this controller', call]);
  });

  test('are not two for one route', () => {
    expect(() => handlersOf(new Controller(), new Controller()).routes).toThrow(
      'Two endpoints answer getLiveness',
    );
  });

  test('are missed by name', () => {
    expect(() => handlers.of(routes.listIntegrations)).toThrow('listIntegrations');
  });
});
