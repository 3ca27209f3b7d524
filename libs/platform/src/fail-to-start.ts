import { AppError } from '@cadastre/errors';
import { toUnavailable } from '@cadastre/postgres';

type SystemError = Error & { readonly code?: string; readonly port?: number; readonly address?: string };

/** What a person reads when nothing came up: what is wrong, and what to do. A bug shows its stack, anything expected does not. */
export const startFailure = (error: unknown): string => {
  const { code, port, address } = error as SystemError;
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${address} is in use by another process\nStop that process, or choose another port with CADASTRE_HTTP_PORT.`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `port ${port} on ${address} may not be used by this account\nChoose a port above 1023 with CADASTRE_HTTP_PORT.`;
  }
  const cause = toUnavailable(error);
  if (cause instanceof AppError)
    return [cause.message, ...(cause.hint === undefined ? [] : [cause.hint])].join('\n');
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return `our own database refused the start (SQLSTATE ${code})\nCheck CADASTRE_DATABASE_URL, and that its role owns the database or that CADASTRE_DATABASE_OWNER_URL names the one that does.`;
  }
  return `could not start: ${cause instanceof Error ? (cause.stack ?? cause.message) : 'unknown error'}`;
};

/** Says it and ends the process with code 1. */
export const failToStart = (error: unknown): never => {
  process.stderr.write(`cadastre: ${startFailure(error)}\n`);
  process.exit(1);
};
