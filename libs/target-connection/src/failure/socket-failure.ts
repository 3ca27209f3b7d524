import { TargetFailure, type TargetStep } from './target-failure.ts';

const sentences: Readonly<Record<string, { detail: string; hint: string }>> = {
  ECONNREFUSED: {
    detail: 'The host refused the connection: nothing listens on this port.',
    hint: 'Check the port, that PostgreSQL runs, and that listen_addresses covers more than localhost.',
  },
  ETIMEDOUT: {
    detail: 'The host did not answer.',
    hint: 'Check the address and that no firewall or security group drops the packets from Cadastre.',
  },
  EHOSTUNREACH: {
    detail: 'There is no way to this host.',
    hint: 'Check the address, and routing and firewalls between Cadastre and the server.',
  },
  ENETUNREACH: {
    detail: 'There is no route to the network of this host.',
    hint: 'The name may resolve to an IPv6 address where Cadastre has IPv4 only, or to a network it is not part of.',
  },
};

const brokenOff = {
  detail: 'The connection broke before the server had answered.',
  hint: 'A firewall, proxy or load balancer may have closed it; look at the server’s log.',
};

/** By the error code of the operating system; its message names the address and is dropped. */
export const toSocketFailure = (error: unknown, step: TargetStep | null): TargetFailure => {
  if (error instanceof TargetFailure) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const said = (typeof code === 'string' ? sentences[code] : undefined) ?? brokenOff;
  return step === null
    ? new TargetFailure('lost', null, { detail: 'The connection to the server broke.' })
    : new TargetFailure('unreachable', step, said);
};
