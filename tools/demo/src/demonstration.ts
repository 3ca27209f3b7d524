import { setTimeout as pause } from 'node:timers/promises';
import type { Sync } from '@cadastre/api-contract';
import { ApiClient } from './api-client.ts';
import type { CommandLine } from './command-line.ts';
import { parseDatabaseUrl, type TargetCredential } from './database-url.ts';
import { embeddedServerUrl } from './embedded-server.ts';
import { showExampleQueries } from './example-queries.ts';
import { followSync } from './follow-sync.ts';
import type { LocalCadastre } from './local-cadastre.ts';
import { createProgress } from './progress.ts';
import { registerOrSync, type Registration } from './register.ts';
import { createShop, renewReaderPassword, shopDatabase, shopReader } from './shop/create-shop.ts';
import { showLinks, showOutcome } from './summary.ts';
import type { Terminal } from './terminal.ts';

type Stage = {
  readonly commandLine: CommandLine;
  readonly cadastre: LocalCadastre;
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
};

/** From a running Cadastre to the last link. */
export const demonstrate = async (stage: Stage): Promise<void> => {
  const { cadastre, terminal } = stage;
  const api = new ApiClient(cadastre.baseUrl);
  const { integrationId, syncId, isNew } = await register(stage, api);
  terminal.write(
    `${isNew ? 'Registered as' : 'Known from an earlier run, read again:'} integration ${integrationId}\n\n`,
  );
  const sync = await watch(stage, api, syncId);
  if (sync === undefined) return; // Ctrl-C
  showOutcome(terminal, sync, cadastre.baseUrl);
  await untilProjected(api, integrationId, sync, stage.signal);
  await showExampleQueries({ api, terminal, integrationId });
  showLinks(terminal, cadastre.baseUrl, integrationId);
};

const register = async (stage: Stage, api: ApiClient): Promise<Registration> => {
  const { commandLine, terminal, environment, cadastre } = stage;
  if (commandLine.url !== null) {
    const credential = parseDatabaseUrl(commandLine.url, environment.PGPASSWORD);
    terminal.write(`Registering ${credential.database_name} on ${credential.host} …\n`);
    return registerOrSync(api, credential, () => Promise.resolve(credential));
  }
  const superuserUrl = embeddedServerUrl(cadastre.dataDir);
  terminal.write('Preparing the sample database "shop" on the embedded PostgreSQL …\n');
  await createShop(superuserUrl);
  const { hostname, port } = new URL(superuserUrl);
  const address = {
    host: hostname,
    port: Number(port),
    username: shopReader,
    database_name: shopDatabase,
  };
  return registerOrSync(api, address, async (): Promise<TargetCredential> => ({
    ...address,
    password: await renewReaderPassword(superuserUrl),
    ssl_mode: 'disable', // over loopback, to a server that has no certificate
  }));
};

const watch = async (stage: Stage, api: ApiClient, syncId: string): Promise<Sync | undefined> => {
  const progress = createProgress(stage.terminal);
  let latest: Sync | undefined;
  for await (const sync of followSync(api, syncId, stage.signal)) {
    latest = sync;
    progress.show(sync);
  }
  progress.end();
  return stage.signal.aborted ? undefined : latest;
};

/** The status may be a moment ahead of the catalog: they are projections of their own. */
const untilProjected = async (
  api: ApiClient,
  integrationId: string,
  sync: Sync,
  signal: AbortSignal,
): Promise<void> => {
  const expected = sync.counts.schema?.seen ?? 0;
  const deadline = Date.now() + 10_000;
  for (;;) {
    let seen = 0;
    for await (const _ of api.list(`/catalog/${integrationId}/schemas?limit=200`)) seen += 1;
    if (seen >= expected || Date.now() > deadline || signal.aborted) return;
    await pause(100);
  }
};
