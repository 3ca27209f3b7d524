import { startEmbeddedPostgres, type EmbeddedPostgres } from '@cadastre/embedded-postgres';
import { freePorts, temporaryFolder } from '@cadastre/testing';
import type { Installation } from './fetch-installations.ts';

export type TargetServers = {
  /** Superuser URLs, with the password, in the order of the installations. */
  readonly urls: readonly string[];
  /** Ends all of them; their data goes. */
  stop(): Promise<void>;
};

/**
 * Small and quick: what they hold is gone when they end. The table of locks is small too, so that a spec fills it with
 * hundreds of views and not with thousands.
 */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '40',
  max_locks_per_transaction: '32',
};

/** Each in a temporary folder, on a free port of the loopback address. They end with our process, however that ends. */
export const startServers = async (installations: readonly Installation[]): Promise<TargetServers> => {
  const ports = await freePorts(installations.length);
  const tried = await Promise.allSettled(
    installations.map(({ major, folder }, index) =>
      startEmbeddedPostgres({
        dataDir: temporaryFolder(`postgresql-${major}`).path,
        ephemeral: true,
        installation: folder,
        port: ports[index],
        settings,
        log: quiet,
      }),
    ),
  );
  const servers = tried.flatMap((one): EmbeddedPostgres[] => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const failed = tried.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { urls: servers.map(({ url }) => url), stop };
};

const quiet = {
  info: (): void => undefined,
  warn: (facts: object, message: string): void => console.warn(message, facts),
};
