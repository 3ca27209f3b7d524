import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Route } from '@cadastre/api-contract';
import type { Call } from './call.ts';
import { routeOf } from './endpoint.ts';

type Handler = (call: Call) => unknown;

/** The handlers of all endpoints by route: whatever protocol brings a call, the same code answers it. */
@Injectable()
export class EndpointHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, Handler>();

  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    for (const { controllers } of this.modules.values())
      for (const { instance } of controllers.values())
        this.add(instance as Readonly<Record<string, unknown>>);
  }

  of({ id }: Route): Handler {
    const handler = this.handlers.get(id);
    if (handler === undefined) throw new Error(`No endpoint answers ${id}`);
    return handler;
  }

  private add(controller: Readonly<Record<string, unknown>>): void {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(controller))) {
      const method = controller[name];
      const route = typeof method === 'function' ? routeOf(method) : undefined;
      if (route === undefined) continue;
      this.handlers.set(route.id, (call) => (method as Handler).call(controller, call));
    }
  }
}
