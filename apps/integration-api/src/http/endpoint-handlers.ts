import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Route } from '@cadastre/api-contract';
import type { Call } from './call.ts';
import { routeOf } from './endpoint.ts';

type Handler = (call: Call) => unknown;
type Endpoint = { readonly route: Route; readonly handler: Handler };

/** The handlers of all endpoints by route: whatever protocol brings a call, the same code answers it. */
@Injectable()
export class EndpointHandlers {
  private found: ReadonlyMap<string, Endpoint> | undefined;

  constructor(private readonly modules: ModulesContainer) {}

  get routes(): Route[] {
    return [...this.endpoints.values()].map(({ route }) => route);
  }

  of({ id }: Route): Handler {
    const endpoint = this.endpoints.get(id);
    if (endpoint === undefined) throw new Error(`No endpoint answers ${id}`);
    return endpoint.handler;
  }

  /** Looked for when first asked: this may be made before the controllers are. */
  private get endpoints(): ReadonlyMap<string, Endpoint> {
    return (this.found ??= byRoute(
      [...this.modules.values()]
        .flatMap(({ controllers }) => [...controllers.values()])
        .flatMap(({ instance }) => endpointsOf(instance as Readonly<Record<string, unknown>>)),
    ));
  }
}

const byRoute = (endpoints: readonly Endpoint[]): Map<string, Endpoint> => {
  const found = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const { id } = endpoint.route;
    if (found.has(id)) throw new Error(`Two endpoints answer ${id}`);
    found.set(id, endpoint);
  }
  return found;
};

const endpointsOf = (controller: Readonly<Record<string, unknown>>): Endpoint[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(controller)).flatMap((name) => {
    const method = controller[name];
    const route = typeof method === 'function' ? routeOf(method) : undefined;
    if (route === undefined) return [];
    return [{ route, handler: (call: Call) => (method as Handler).call(controller, call) }];
  });
