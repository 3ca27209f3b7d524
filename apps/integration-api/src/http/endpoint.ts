import { HttpCode, RequestMapping, RequestMethod, SetMetadata, applyDecorators } from '@nestjs/common';
import type { Route } from '@cadastre/api-contract';

const routeKey = 'cadastre:route';

/** Mounts a handler at a route of the contract. A handler without this is refused by the access guard. */
export const Endpoint = (route: Route): MethodDecorator & ClassDecorator =>
  applyDecorators(
    RequestMapping({ method: RequestMethod[route.method], path: nestPath(route.path) }),
    HttpCode(route.answers[0]?.status ?? 200),
    SetMetadata(routeKey, route),
  );

export const nestPath = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- Nest's own type for a handler
export const routeOf = (handler: Function): Route | undefined =>
  Reflect.getMetadata(routeKey, handler) as Route | undefined;
