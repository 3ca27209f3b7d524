import { SetMetadata } from '@nestjs/common';
import type { Route } from '@cadastre/api-contract';

const routeKey = 'cadastre:route';

/** Makes a controller's method the handler of a route of the contract. A method without this is nobody's to call. */
export const Endpoint = (route: Route): MethodDecorator => SetMetadata(routeKey, route);

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- Nest's own type for a handler
export const routeOf = (handler: Function): Route | undefined =>
  Reflect.getMetadata(routeKey, handler) as Route | undefined;
