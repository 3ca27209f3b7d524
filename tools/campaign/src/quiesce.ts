import { setTimeout as pause } from 'node:timers/promises';
import { projections } from '@cadastre/catalog-read-model';
import { readRelayState } from '@cadastre/event-bus';
import { readCheckpoints } from '@cadastre/projections';
import type pg from 'pg';
import type { Command } from './load/command.ts';
import type { Load } from './load/load.ts';
import type { CampaignSettings } from './settings.ts';

const patienceMs = 120_000;

/** Everything that is left to do gets done; says what does not. */
export const untilAtRest = async (
  pool: pg.Pool,
  { usesKafka }: Pick<CampaignSettings, 'usesKafka'>,
): Promise<string[]> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const left = await whatIsLeft(pool, usesKafka).catch((error: unknown) => [String(error)]);
    if (left.length === 0 || performance.now() > deadline) return left;
    await pause(250);
  }
};

/** A follow-up of an integration that is disabled waits until it is enabled: nothing would ever be at rest. */
export const enableEverything = async (pool: pg.Pool, load: Load): Promise<void> => {
  for (const id of await presentIntegrations(pool)) await askLast(load, id, 'enable');
};

/**
 * A last sync of every integration, so that each catalog has had the chance to show what is really there. What a target lost since is meant to be gone: a catalog that was last read long ago would
 * stop at the drop guard, rightly. Drops are allowed to a sync that starts, never to one that waits for another: so
 * this one waits.
 *
 * @returns the syncs that could not be had, in words
 */
export const syncEverything = async (pool: pg.Pool, load: Load): Promise<string[]> => {
  const refused: string[] = [];
  for (const id of await presentIntegrations(pool)) {
    // The read models may not have known it before.
    await askLast(load, id, 'enable');
    const { outcome } = await syncOnceIdle(load, id);
    if (outcome.type !== 'acknowledged')
      refused.push(`the last sync of ${id} was not had: ${JSON.stringify(outcome)}`);
  }
  return refused;
};

/** Not those that the clients believe in: one may have walked away from a registration or a deletion. */
const presentIntegrations = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>(
    `select integration_id::text as id from read_model.integrations where status <> 'deleted' order by 1`,
  );
  return rows.map(({ id }) => id);
};

const syncOnceIdle = async (load: Load, integrationId: string): Promise<Command> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const command = await askLast(load, integrationId, 'sync');
    const { outcome } = command;
    const isBusy = outcome.type === 'refused' && outcome.code === 'sync-already-running';
    if (!isBusy || performance.now() > deadline) return command;
    await pause(250);
  }
};

const askLast = async (load: Load, integrationId: string, kind: 'enable' | 'sync'): Promise<Command> => {
  const number = load.nextNumber();
  const command: Command = {
    number,
    kind,
    key: `campaign-last-${number}-${integrationId}`,
    method: 'POST',
    path: `/integrations/${integrationId}/${kind}`,
    body: kind === 'enable' ? undefined : { allow_drops: true },
    integrationId,
    syncId: null,
    name: null,
    outcome: { type: 'open' },
    attempts: 0,
  };
  await load.ask(command);
  return command;
};

const whatIsLeft = async (pool: pg.Pool, usesKafka: boolean): Promise<string[]> => {
  const { rows } = await pool.query<{ pending: string; jobs: string; head: string; open: string }>(/* sql */ `
    select (select count(*) from event_store.pending) as pending,
           (select count(*) from jobs.jobs where state in ('queued', 'running')) as jobs,
           (select count(*) from read_model.syncs where status in ('STARTED', 'PROCESSING')) as open,
           (select last_position from event_store.sequencer) as head`);
  const { pending = '0', jobs = '0', open = '0', head = '0' } = rows[0] ?? {};
  const checkpoints = await readCheckpoints(pool);
  const behind = checkpoints.filter(({ position }) => position < Number(head));
  return [
    ...(Number(pending) > 0 ? [`${pending} commits without a position`] : []),
    ...(Number(jobs) > 0 ? [`${jobs} jobs not done`] : []),
    ...(Number(open) > 0 ? [`${open} syncs open in the read model`] : []),
    ...(usesKafka ? await relayBehind(pool, Number(head)) : []),
    ...behind.map(({ name, position }) => `${name} is at ${position} of ${head}`),
    ...projections
      .filter(({ name }) => !checkpoints.some((checkpoint) => checkpoint.name === name))
      .map(({ name }) => `${name} has no checkpoint`),
  ];
};

const relayBehind = async (pool: pg.Pool, head: number): Promise<string[]> => {
  const { position } = await readRelayState(pool);
  return position < head ? [`the relay is at ${position} of ${head}`] : [];
};
