import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../config.ts';
import { ApiError } from './api-error.ts';

/**
 * For an API that lets everybody of this machine in. A web page elsewhere can give its own name the address 127.0.0.1
 * (DNS rebinding) and would then speak to this API as its own origin; the Host header still says its name.
 */
export const refuseForeignHosts = (server: FastifyInstance): void => {
  server.addHook('onRequest', ({ headers: { host } }, _reply, done) => {
    done(host !== undefined && isOfThisMachine(host) ? undefined : foreignHost());
  });
};

export const foreignHost = (): ApiError =>
  new ApiError('host-not-allowed', 'The Host header does not name a loopback address', {
    hint: 'Use http://127.0.0.1 or http://localhost with the port of the API',
  });

/** @param host `name`, `name:port` or `[address]:port` */
export const isOfThisMachine = (host: string): boolean => {
  const name = /^(?:\[(?<v6>[^\]]*)\]|(?<name>[^:]*))(?::\d{1,5})?$/.exec(host)?.groups;
  const given = (name?.['v6'] ?? name?.['name'] ?? '').toLowerCase();
  return isLoopback(given) || given.endsWith('.localhost');
};
