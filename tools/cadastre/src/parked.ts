import type { Command } from 'commander';
import type pg from 'pg';
import { readEventHeads } from '@cadastre/event-store';
import {
  getParkedKey,
  listParkedKeys,
  listParkedPositions,
  listParkedRequests,
  ParkedKeyNotFound,
  retryParkedKey,
  skipParkedEvent,
  type RequestedParked,
} from '@cadastre/projections';
import { actingUser } from './acting-user.ts';
import { withDatabase } from './database.ts';
import { followRequest, reportOf } from './follow-request.ts';
import { lineOfParked, linesOfDetail } from './parked-lines.ts';
import { print } from './print.ts';
import { toPosition } from './to-position.ts';

type Options = { database?: string; json?: boolean; tenant?: string };
type Asking = Options & { wait: boolean };
type Name = { projection: string; key: string };

/** `cadastre parked list | show | retry | skip`: of all tenants, for who looks after the installation. */
export const addParked = (program: Command): void => {
  const command = program.command('parked').description('what projections could not apply');
  const sub = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option('--tenant <tenant>', 'only what is of this tenant')
      .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
      .option('--json', 'print JSON');
  const subOfOne = (name: string, description: string): Command =>
    sub(name, description).argument('<projection>').argument('<key>');

  sub('list', 'all parked keys')
    .option('--projection <projection>', 'only of this projection')
    .action((options: Options & { projection?: string }) =>
      withDatabase(options.database, (pool) => list(pool, options)),
    );
  subOfOne('show', 'why a key is parked, what waits, who asked for what').action(
    (projection: string, key: string, options: Options) =>
      withDatabase(options.database, (pool) => show(pool, { projection, key }, options)),
  );
  subOfOne('retry', 'apply the events again that wait, in order')
    .option('--no-wait', 'ask for it and return')
    .action((projection: string, key: string, options: Asking) =>
      withDatabase(options.database, (pool) =>
        ask(pool, options, () =>
          retryParkedKey(pool, { ...named({ projection, key }, options), requestedBy: actingUser() }),
        ),
      ),
    );
  subOfOne(
    'skip',
    'give up the one event that cannot be applied; the read model lacks it until it is rebuilt',
  )
    .requiredOption('--position <position>', 'of that event, so that no other can be hit', toPosition)
    .option('--no-wait', 'ask for it and return')
    .action((projection: string, key: string, options: Asking & { position: number }) =>
      withDatabase(options.database, (pool) =>
        ask(pool, options, () =>
          skipParkedEvent(pool, {
            ...named({ projection, key }, options),
            position: options.position,
            requestedBy: actingUser(),
          }),
        ),
      ),
    );
};

const named = (name: Name, { tenant }: Options): Name & { tenantId: string | null } => ({
  ...name,
  tenantId: tenant ?? null,
});

const pageSize = 1_000;

const list = async (
  pool: pg.Pool,
  { tenant, projection, json }: Options & { projection?: string },
): Promise<void> => {
  const all = [];
  for (let after: Name | null = null; ;) {
    const page: Awaited<ReturnType<typeof listParkedKeys>> = await listParkedKeys(pool, {
      tenantId: tenant ?? null,
      projection: projection ?? null,
      after,
      limit: pageSize,
    });
    all.push(...page);
    const last = page.at(-1);
    if (page.length < pageSize || last === undefined) break;
    after = last;
  }
  print(json === true, all, all.length === 0 ? ['nothing is parked'] : all.map(lineOfParked));
};

const mostEvents = 100;

const show = async (pool: pg.Pool, name: Name, options: Options): Promise<void> => {
  const wanted = named(name, options);
  const parked = await getParkedKey(pool, wanted);
  const requests = await listParkedRequests(pool, wanted);
  // Of a key that is free again there is still who freed it.
  if (parked === null && requests.length === 0) throw new ParkedKeyNotFound(name);
  const positions = await listParkedPositions(pool, { ...name, limit: mostEvents });
  const { tenantId } = wanted;
  const events = await readEventHeads(pool, { positions: parked === null ? [] : positions, tenantId });
  print(options.json === true, { parked, events, requests }, linesOfDetail({ parked, events, requests }));
};

const ask = async (
  pool: pg.Pool,
  { json, wait }: Asking,
  request: () => Promise<RequestedParked>,
): Promise<void> => {
  const { requestId, parked } = await request();
  if (!wait) return print(json === true, { requestId, ...parked }, [lineOfParked(parked)]);
  const done = await followRequest(pool, requestId);
  const still = await getParkedKey(pool, parked);
  print(json === true, { ...done, parked: still }, [reportOf(done, still)]);
  if (done.outcome !== 'freed') process.exitCode = 1;
};
