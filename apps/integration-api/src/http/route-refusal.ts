import { routes, type Route } from '@cadastre/api-contract';
import { ApiError } from './api-error.ts';

const patterns = Object.values(routes).map((route: Route) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`),
}));

/** Nobody answers this method at this path: 405 where other methods are answered there, else 404. */
export const routeRefusal = ({ method, url }: { method: string; url: string }): ApiError => {
  const path = url.split('?')[0] ?? '/';
  const allowed = new Set(patterns.filter(({ pattern }) => pattern.test(path)).map((entry) => entry.method));
  if (allowed.size === 0 || allowed.has(method as Route['method'])) {
    return new ApiError('route-not-found', 'There is nothing at this path');
  }
  const allow = [...allowed].join(', ');
  return new ApiError('method-not-allowed', `This path answers to ${allow}`, { headers: { Allow: allow } });
};
