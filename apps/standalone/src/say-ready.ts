import type { Listening } from '@cadastre/integration-api';
import type { Log } from '@cadastre/service-runtime';
import type { StandaloneSettings } from './config.ts';

/** One line for machines, and where a person sits in front of it, one for them. */
export const sayReady = (options: { listening: Listening; settings: StandaloneSettings; log: Log }): void => {
  const { listening, settings, log } = options;
  const { url, grpc } = listening;
  const { auth } = settings.api;
  log.info({ url, grpc, auth, allowsPrivateTargets: settings.allowPrivate }, 'cadastre is ready');
  if (!process.stdout.isTTY) return;
  const targets = settings.allowPrivate
    ? 'Databases on this machine and in private networks may be registered. '
    : '';
  const access = auth === 'none' ? 'Everybody on this machine is let in (CADASTRE_AUTH=none). ' : '';
  process.stdout.write(
    `\nCadastre is ready at ${url}, its API is described at ${url}/docs, gRPC is at ${grpc}\n${targets}${access}Ctrl-C stops it.\n\n`,
  );
};
