import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type pg from 'pg';
import { projections } from '@cadastre/catalog-read-model';
import {
  cancelRebuild,
  finishedStates,
  readRebuild,
  requestRebuild,
  type RebuildProgress,
} from '@cadastre/projections';
import { withDatabase } from './database.ts';
import { print } from './print.ts';

type Options = { database?: string; json?: boolean; status?: boolean; cancel?: boolean; wait: boolean };

const parts = ['catalog', 'syncs', 'integrations'] as const;

/** `cadastre rebuild catalog | syncs | integrations | all`. */
export const addRebuild = (program: Command): void => {
  program
    .command('rebuild')
    .description('make read models anew from the log, beside those that serve, and let them take their place')
    .argument('[what]', `${parts.join(', ')} or all`)
    .option('--status', 'how far the newest rebuild is')
    .option('--cancel', 'end the one under way; what serves stays')
    .option('--no-wait', 'ask for it and return; a projector does it')
    .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
    .option('--json', 'print one JSON object a line')
    .action((what: string | undefined, options: Options) =>
      withDatabase(options.database, async (pool) => {
        if (options.status === true) return showStatus(pool, options);
        if (options.cancel === true) return cancel(pool, options);
        return rebuild(pool, projectionsOf(what), options);
      }),
    );
};

const projectionsOf = (what: string | undefined) => {
  if (what === 'all') return projections;
  const named = parts.find((part) => part === what);
  if (named === undefined) throw new Error(`say what to rebuild: ${parts.join(', ')} or all`);
  return projections.filter(({ name }) => name === `read_model.${named}`);
};

const showStatus = async (pool: pg.Pool, { json }: Options): Promise<void> => {
  const progress = await readRebuild(pool);
  print(json === true, progress, [progress === null ? 'nothing was ever rebuilt' : lineOf(progress)]);
};

const cancel = async (pool: pg.Pool, { json }: Options): Promise<void> => {
  const isCancelled = await cancelRebuild(pool);
  print(json === true, { cancelled: isCancelled }, [
    isCancelled ? 'cancelled' : 'no rebuild is under way that could be cancelled',
  ]);
  if (!isCancelled) process.exitCode = 1;
};

const rebuild = async (
  pool: pg.Pool,
  wanted: ReturnType<typeof projectionsOf>,
  { json, wait }: Options,
): Promise<void> => {
  const rebuildId = await requestRebuild(pool, { projections: wanted, requestedBy: 'command line' });
  const say = (progress: RebuildProgress): void => print(json === true, progress, [lineOf(progress)]);
  const last = wait ? await follow(pool, rebuildId, say) : await readRebuild(pool, rebuildId);
  if (last === null) return;
  if (!wait) say(last);
  if (last.state !== 'done' && wait) process.exitCode = 1;
};

const lookMs = 500;
/** A projector looks once a second. */
const patienceMs = 5_000;

const follow = async (
  pool: pg.Pool,
  rebuildId: number,
  say: (progress: RebuildProgress) => void,
): Promise<RebuildProgress | null> => {
  const since = performance.now();
  const here = new RebuiltHere(pool);
  let said = '';
  try {
    for (;;) {
      const progress = await readRebuild(pool, rebuildId);
      if (progress === null) return null;
      const line = lineOf(progress);
      if (line !== said) say(progress);
      said = line;
      if (finishedStates.includes(progress.state)) return progress;
      if (progress.owner === null && performance.now() - since > patienceMs) await here.start();
      await pause(lookMs);
    }
  } finally {
    await here.stop();
  }
};

/** For where no projector takes it up; comes with a whole service, so it is loaded when it is needed. */
class RebuiltHere {
  private running: { stop(): Promise<void> } | undefined;

  constructor(private readonly pool: pg.Pool) {}

  async start(): Promise<void> {
    if (this.running !== undefined) return;
    const { rebuildHere } = await import('./rebuild-here.ts');
    this.running = rebuildHere(this.pool);
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }
}

const lineOf = ({
  rebuildId,
  projections: names,
  state,
  head,
  position,
  ...rest
}: RebuildProgress): string => {
  const of =
    head === null ? '' : ` ${Math.min(position, head)} of ${head} events (${percent(position, head)} %)`;
  const reason = rest.reason === null ? '' : `: ${rest.reason}`;
  return `rebuild ${rebuildId} of ${names.join(', ')}: ${state}${of}${reason}`;
};

const percent = (position: number, head: number): number =>
  head === 0 ? 100 : Math.min(100, Math.floor((position / head) * 100));
