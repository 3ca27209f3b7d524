import { commandScopedId } from '@cadastre/integration-api';
import type { Queryable } from '@cadastre/postgres';
import type { Command, CommandKind } from '../load/command.ts';
import type { Finding } from './finding.ts';

type Commit = { commit_id: string; command_id: string; actor: string; events: readonly Written[] };
type Written = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** What a command that did something has written, at least. */
const writes: Readonly<Record<CommandKind, readonly string[]>> = {
  register: ['IntegrationRegistered'],
  rename: ['IntegrationRenamed'],
  disable: ['IntegrationDisabled'],
  enable: ['IntegrationEnabled'],
  sync: ['SyncRequested'],
  'queue-sync': ['SyncRequested', 'FollowUpSyncQueued'],
  cancel: ['SyncCancelled'],
  requeue: ['SyncRequeued'],
  delete: ['IntegrationDeleted'],
};

export type CommandFindings = {
  readonly findings: readonly Finding[];
  readonly lost: number;
  readonly doubled: number;
  /** Of the commands that nobody knew the end of: those that were carried out. */
  readonly unknownPresent: number;
};

/** Holds the log against the journal: what clients were promised, and nothing that nobody asked for. */
export const checkCommands = async (
  db: Queryable,
  commands: readonly Command[],
): Promise<CommandFindings> => {
  const commits = await readCommandCommits(db);
  const commandIds = await readCommandIds(db);
  const byCommandId = new Map(commits.map((commit) => [commit.command_id, commit]));
  const commitOf = (command: Command): Commit | undefined => {
    const id = commandIds.get(command.key);
    return id === undefined ? undefined : byCommandId.get(id);
  };
  const lost = commands.flatMap((command) => whatIsLost(command, commitOf(command)));
  const expected = new Set(
    commands.filter(({ outcome }) => outcome.type !== 'refused').map(({ key }) => commandIds.get(key)),
  );
  const refusedButDone = commands.filter(
    (command) => command.outcome.type === 'refused' && commitOf(command) !== undefined,
  );
  const foreign = commits.filter(({ command_id }) => !expected.has(command_id));
  const doubled = [...foreign.map(describeForeign), ...doubledNames(commits)];
  const unknown = commands.filter(({ outcome }) => outcome.type === 'unknown');
  const acknowledged = commands.filter(({ outcome }) => outcome.type === 'acknowledged').length;
  return {
    lost: lost.length,
    doubled: doubled.length,
    unknownPresent: unknown.filter((command) => commitOf(command) !== undefined).length,
    findings: [
      {
        check: 'every acknowledged command is in the log, as acknowledged',
        looked: acknowledged,
        wrong: lost,
      },
      {
        check: 'no command is in the log twice, or without having been sent',
        looked: commits.length,
        wrong: doubled,
      },
      {
        check: 'a refused command has done nothing',
        looked: commands.filter(({ outcome }) => outcome.type === 'refused').length,
        wrong: refusedButDone.map(describe),
      },
      {
        check: 'no command on what is there was answered 404',
        looked: commands.length,
        wrong: wronglyUnknown(commands).map(describe),
      },
    ],
  };
};

const whatIsLost = (command: Command, commit: Commit | undefined): string[] => {
  const { outcome } = command;
  if (outcome.type !== 'acknowledged' || outcome.commitId === null) return [];
  if (commit === undefined)
    return [`${describe(command)}: acknowledged as commit ${outcome.commitId}, not in the log`];
  if (commit.commit_id !== outcome.commitId) {
    return [
      `${describe(command)}: acknowledged as commit ${outcome.commitId}, in the log as ${commit.commit_id}`,
    ];
  }
  const event = commit.events.find(({ type }) => writes[command.kind].includes(type));
  if (event === undefined) {
    return [`${describe(command)}: its commit holds ${commit.events.map(({ type }) => type).join(', ')}`];
  }
  return saysOtherwise(command, event)
    ? [`${describe(command)}: its ${event.type} says ${JSON.stringify(event.data)}`]
    : [];
};

const saysOtherwise = ({ integrationId, syncId, name }: Command, { data }: Written): boolean =>
  (integrationId !== null && data.integration_id !== integrationId) ||
  (syncId !== null && data.sync_id !== syncId) ||
  (name !== null && data.name !== name);

/** Each name was given by one command: two events with it are one command carried out twice. */
const doubledNames = (commits: readonly Commit[]): string[] => {
  const seen = new Map<string, number>();
  for (const { events } of commits) {
    for (const { type, data } of events) {
      if (type !== 'IntegrationRegistered' && type !== 'IntegrationRenamed') continue;
      seen.set(String(data.name), (seen.get(String(data.name)) ?? 0) + 1);
    }
  }
  return [...seen].flatMap(([name, times]) =>
    times === 1 ? [] : [`the name "${name}" was given ${times} times`],
  );
};

/** An integration that was registered, and that nobody had asked to delete when the campaign ended. */
const wronglyUnknown = (commands: readonly Command[]): Command[] => {
  const deleted = new Set(
    commands.filter(({ kind }) => kind === 'delete').map(({ integrationId }) => integrationId),
  );
  return commands.filter(
    ({ outcome, integrationId }) =>
      outcome.type === 'refused' && outcome.status === 404 && !deleted.has(integrationId),
  );
};

const describe = ({ number, kind, key, attempts, outcome }: Command): string =>
  `command ${number} (${kind}, ${attempts} attempts, key ${key}, ${JSON.stringify(outcome)})`;

const describeForeign = ({ commit_id, command_id, events }: Commit): string =>
  `commit ${commit_id} of command ${command_id}: ${events.map(({ type }) => type).join(', ')}`;

/** Those of people; workers number theirs by sync and fence. */
const readCommandCommits = async (db: Queryable): Promise<Commit[]> => {
  const { rows } = await db.query<Commit>(/* sql */ `
    select c.commit_id::text, c.command_id, c.actor,
           json_agg(json_build_object('type', e.type, 'data', e.data) order by e.ordinal) as events
      from event_store.commits c join event_store.events e on e.commit_id = c.commit_id
     where c.actor not like 'worker:%'
     group by c.commit_id, c.command_id, c.actor`);
  return rows;
};

/** By idempotency key, derived as the API does. */
const readCommandIds = async (db: Queryable): Promise<Map<string, string>> => {
  const { rows } = await db.query<{ key: string; seed: string }>(
    'select key, seed from api.idempotency_keys',
  );
  return new Map(rows.map(({ key, seed }) => [key, commandScopedId({ seed }, 'command')]));
};
