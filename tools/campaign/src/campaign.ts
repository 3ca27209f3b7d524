import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPool } from '@cadastre/postgres';
import type pg from 'pg';
import { checkCatalogs } from './checks/check-catalogs.ts';
import { checkCommands } from './checks/check-commands.ts';
import { checkLog } from './checks/check-log.ts';
import { checkSyncs } from './checks/check-syncs.ts';
import { checkTopics } from './checks/check-topics.ts';
import type { Finding } from './checks/finding.ts';
import { checkReadModels } from './checks/replay-read-models.ts';
import { describeFault } from './faults/fault.ts';
import { planFaults } from './faults/plan-faults.ts';
import { Storm } from './faults/storm.ts';
import { Journal } from './load/journal.ts';
import { Load } from './load/load.ts';
import type { TargetAddress } from './load/draw-command.ts';
import { Installation } from './processes/installation.ts';
import { KafkaBroker } from './processes/kafka-broker.ts';
import { enableEverything, syncEverything, untilAtRest } from './quiesce.ts';
import { Random } from './random.ts';
import { countTakeovers, type CampaignReport } from './report/figures.ts';
import type { CampaignSettings } from './settings.ts';
import { ChangingDatabase } from './target/change-schemas.ts';
import { prepareTargets } from './target/prepare-targets.ts';

export type Campaign = {
  readonly settings: CampaignSettings;
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** What has been started is told at once, so that it can be ended whatever happens. */
  readonly onOpened: (part: { stop(): Promise<void> | void; killNow?(): void }) => void;
};

/** How long clients go on asking for the end of what they sent, once everything is up again. */
const patienceMs = 90_000;

/** Brings everything up, lets the storm rage under load, waits for the calm, and looks at what is left. */
export const runCampaign = async (campaign: Campaign): Promise<CampaignReport> => {
  const { settings, folder, say, signal, onOpened } = campaign;
  const random = new Random(settings.seed);
  const kafka = settings.usesKafka ? await KafkaBroker.start(folder) : null;
  if (kafka !== null) onOpened(kafka);
  const installation = await Installation.open({ folder, beside: settings.beside }, kafka, onOpened);
  onOpened({ stop: () => undefined, killNow: () => installation.killNow() });
  const planned = planFaults(random.fork('faults'), {
    usesKafka: settings.usesKafka,
    hasSmallDisk: installation.disk.isLimited,
    stormMs: settings.minutes * 60_000,
    only: settings.only,
  });
  const schedule = planned.map(
    ({ atMs, fault }) => `${(atMs / 1_000).toFixed(1)} s  ${describeFault(fault)}`,
  );
  writeFileSync(path.join(folder, 'schedule.txt'), `${schedule.join('\n')}\n`);
  const target = await prepareTargets(installation);
  const databases = target.databases.map(
    (name) => new ChangingDatabase(installation.target.urlOf(name), random.fork(`ddl ${name}`)),
  );
  for (const database of databases) await database.prepare();
  installation.start();
  await installation.untilReady();
  say(`six processes are up; ${planned.length} faults in ${settings.minutes} minutes, seed ${settings.seed}`);
  const journal = await Journal.open(path.join(folder, 'journal.ndjson'));
  onOpened({ stop: () => journal.close() });
  const load = new Load({
    baseUrls: ['api-1', 'api-2'].map((name) => installation.process(name as 'api-1').baseUrl),
    journal,
    random: random.fork('load'),
    clients: settings.clients,
    target: { ...target, port: installation.link('target').port },
  });
  onOpened({ stop: () => load.abandon() });
  const storm = new Storm({ installation, planned, say: (line) => say(`${progress(load)}  ${line}`) });
  signal.addEventListener('abort', () => storm.end(), { once: true });
  load.start();
  for (const database of databases) database.start();
  await storm.rage();
  signal.throwIfAborted();
  say('the storm is over; everything is brought up, and clients ask for what they do not know');
  installation.heal();
  await installation.kafka?.bringUp();
  await installation.store.untilUp();
  await installation.target.untilUp();
  await installation.untilReady();
  await Promise.all(databases.map((database) => database.stop()));
  await load.end(patienceMs);
  const pool = createPool({ connectionString: installation.ownUrl, max: 8, applicationName: 'campaign' });
  onOpened({ stop: () => pool.end() });
  await enableEverything(pool, load);
  await untilAtRest(pool, settings);
  const refused = await syncEverything(pool, load);
  const left = [...refused, ...(await untilAtRest(pool, settings))];
  signal.throwIfAborted();
  say('all is at rest; the checks');
  const result = await report({ campaign, installation, storm, load, pool, left, target });
  if (!result.ok) installation.disk.keepAt(path.join(folder, 'kept'));
  return result;
};

const progress = ({ commands, acknowledged }: Load): string =>
  `[${acknowledged} of ${commands.length} commands acknowledged]`;

type Ended = {
  readonly campaign: Campaign;
  readonly installation: Installation;
  readonly storm: Storm;
  readonly load: Load;
  readonly pool: pg.Pool;
  /** What did not come to rest. */
  readonly left: readonly string[];
  readonly target: TargetAddress;
};

const report = async (ended: Ended): Promise<CampaignReport> => {
  const { campaign, installation, storm, load, pool, left, target } = ended;
  const { settings, folder } = campaign;
  const { lost, doubled, unknownPresent, findings } = await checkCommands(pool, load.commands);
  const all: Finding[] = [
    await checkActivity(pool, load),
    ...findings,
    ...(await checkLog(pool)),
    { check: 'everything came to rest', looked: 1, wrong: left },
    ...(await checkSyncs(pool)),
    ...(await checkReadModels(installation.store, pool)),
    ...(installation.kafka === null
      ? []
      : await checkTopics(pool, installation.kafka, storm.counts.get('topic-wipe') ?? 0)),
    ...(await checkCatalogs(pool, target)),
    ...checkProcesses(installation, load),
  ];
  const counted = (type: string): number =>
    load.commands.filter(({ outcome }) => outcome.type === type).length;
  return {
    ok: all.every(({ wrong }) => wrong.length === 0),
    seed: settings.seed,
    minutes: settings.minutes,
    transport: settings.usesKafka ? 'kafka' : 'log',
    faults: Object.fromEntries([...storm.counts].sort()),
    notPossible: installation.disk.isLimited
      ? {}
      : { 'disk-full': 'this account may not mount a small file system' },
    crashPointDeaths: storm.crashPointDeaths,
    connectionsBroken: [...installation.links.values()].reduce((sum, { cuts }) => sum + cuts, 0),
    processLives: [...installation.processes.values()].reduce((sum, { lives }) => sum + lives, 0),
    commands: {
      sent: load.commands.length,
      acknowledged: counted('acknowledged'),
      refused: counted('refused'),
      unknown: counted('unknown'),
      unknownPresent,
      unknownAttempts: load.unknownAttempts,
    },
    events: await numberOf(pool, 'select count(*) as n from event_store.events'),
    syncs: await syncsByStatus(pool),
    lost,
    doubled,
    takeovers: countTakeovers(path.join(folder, 'logs')),
    longestSilenceMs: load.longestSilenceMs,
    findings: all,
    evidence: folder,
  };
};

/** A campaign in which nothing could be done has shown nothing. */
const checkActivity = async (pool: pg.Pool, { acknowledged }: Load): Promise<Finding> => {
  const syncs = await syncsByStatus(pool);
  return {
    check: 'commands were acknowledged and syncs completed',
    looked: acknowledged,
    wrong: [
      ...(acknowledged === 0 ? ['no command was acknowledged'] : []),
      ...((syncs.COMPLETED ?? 0) === 0 ? [`no sync completed: ${JSON.stringify(syncs)}`] : []),
    ],
  };
};

const checkProcesses = ({ processes }: Installation, load: Load): Finding[] => [
  {
    check: 'no process ended by itself',
    looked: [...processes.values()].reduce((sum, { lives }) => sum + lives, 0),
    wrong: [...processes.values()].flatMap(({ unexpectedEnds }) =>
      unexpectedEnds.map(({ at, process, how }) => `${process} ended by ${how} at ${at}`),
    ),
  },
  {
    check: 'no command was answered 500',
    looked: load.commands.length,
    wrong: load.internalErrors.map((error) => JSON.stringify(error)),
  },
];

const numberOf = async (pool: pg.Pool, sql: string): Promise<number> =>
  Number((await pool.query<{ n: string }>(sql)).rows[0]?.n ?? 0);

const syncsByStatus = async (pool: pg.Pool): Promise<Record<string, number>> => {
  const { rows } = await pool.query<{ status: string; n: string }>(/* sql */ `
    select case when dead_letter then 'dead-lettered' else status end as status, count(*) as n
      from read_model.syncs group by 1 order by 1`);
  return Object.fromEntries(rows.map(({ status, n }) => [status, Number(n)]));
};
