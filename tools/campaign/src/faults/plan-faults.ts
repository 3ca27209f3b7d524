import type { CrashPointName } from '@cadastre/service-runtime';
import type { Random } from '../random.ts';
import { apiNames, processNames, workerNames, type ProcessName } from '../settings.ts';
import type { Fault, FaultKind, FaultOf, LinkName, PlannedFault } from './fault.ts';

type Draw<Kind extends FaultKind> = {
  /** How often it comes, beside the others. */
  readonly weight: number;
  readonly needs?: 'kafka' | 'small-disk';
  readonly draw: (random: Random, setting: Setting) => Omit<FaultOf<Kind>, 'kind'>;
  /** How long the next one waits, at least: some need the whole stage. */
  readonly holdMs: (fault: FaultOf<Kind>) => number;
};

type Setting = { readonly usesKafka: boolean; readonly hasSmallDisk: boolean };

/** Where a process can be told to die: in the code that it runs. */
const pointsOf: Readonly<Record<'api' | 'worker' | 'projector', readonly CrashPointName[]>> = {
  api: ['append.before-commit', 'append.after-commit', 'sequencer.before-commit', 'sequencer.after-commit'],
  worker: [
    'append.before-commit',
    'lease.after-claim',
    'lease.before-settle',
    'sync.after-page',
    'sync.before-end',
    'consumer.inside-transaction',
  ],
  projector: ['consumer.inside-transaction', 'sequencer.before-commit', 'sequencer.after-commit'],
};
const pointsWithKafka: typeof pointsOf = {
  api: ['relay.after-send'],
  worker: ['relay.after-send', 'consumer.before-offset-commit'],
  projector: ['relay.after-send', 'consumer.before-offset-commit'],
};

export const topics = ['cadastre.integration.v1', 'cadastre.sync.v1', 'cadastre.catalog.v1'] as const;

const seconds = (random: Random, least: number, most: number): number =>
  random.between(least * 10, most * 10) * 100;

const databaseLink = (random: Random): LinkName => `${random.pick(processNames)}→postgres`;

const anyLink = (random: Random, { usesKafka }: Setting): LinkName =>
  random.weighted<LinkName>([
    { item: databaseLink(random), weight: 6 },
    { item: 'target', weight: 2 },
    { item: `${random.pick(processNames)}→kafka`, weight: usesKafka ? 4 : 0 },
  ]);

const crashPoint = (random: Random, { usesKafka }: Setting): Omit<FaultOf<'crash-point'>, 'kind'> => {
  const process: ProcessName = random.pick(processNames);
  const role = process.split('-')[0] as keyof typeof pointsOf;
  const points = [...pointsOf[role], ...(usesKafka ? pointsWithKafka[role] : [])];
  const point = random.pick(points);
  // The sequencer comes by all the time, also when there is nothing to do.
  const passes = random.between(1, 6) * (point === 'sequencer.before-commit' ? 20 : 1);
  return { process, point, passes };
};

/** A kind without an entry does not compile. */
const draws: { readonly [Kind in FaultKind]: Draw<Kind> } = {
  kill: {
    weight: 10,
    draw: (random) => ({ process: random.pick(processNames), downMs: seconds(random, 0, 3) }),
    holdMs: () => 0,
  },
  pause: {
    weight: 6,
    // Longer than the leases of the sequencer (3 s), of projectors (5 s), and mostly of workers.
    draw: (random) => ({ process: random.pick(processNames), forMs: seconds(random, 4, 10) }),
    holdMs: () => 0,
  },
  restart: {
    weight: 4,
    draw: (random) => ({ process: random.pick(processNames) }),
    holdMs: () => 0,
  },
  'rolling-restart': { weight: 1, draw: () => ({}), holdMs: () => 15_000 },
  'crash-point': { weight: 10, draw: crashPoint, holdMs: () => 0 },
  cut: {
    weight: 5,
    draw: (random, setting) => ({ link: anyLink(random, setting) }),
    holdMs: () => 0,
  },
  slow: {
    weight: 3,
    draw: (random, setting) => ({
      link: anyLink(random, setting),
      delayMs: random.between(20, 400),
      forMs: seconds(random, 3, 10),
    }),
    holdMs: () => 0,
  },
  blackhole: {
    weight: 4,
    draw: (random, setting) => ({ link: anyLink(random, setting), forMs: seconds(random, 3, 9) }),
    holdMs: () => 0,
  },
  'cut-at-commit': {
    weight: 10,
    draw: (random) => ({
      link: `${random.pick(random.chance(0.4) ? apiNames : random.chance(0.6) ? workerNames : processNames)}→postgres`,
      moment: random.pick(['before', 'after'] as const),
      commits: random.between(1, 8),
    }),
    holdMs: () => 0,
  },
  'postgres-crash': {
    weight: 3,
    draw: (random) => ({
      signal: random.pick(['SIGQUIT', 'SIGKILL'] as const),
      downMs: seconds(random, 0, 4),
    }),
    holdMs: ({ downMs }) => downMs + 6_000,
  },
  'target-crash': {
    weight: 2,
    draw: (random) => ({
      signal: random.pick(['SIGQUIT', 'SIGKILL'] as const),
      downMs: seconds(random, 0, 3),
    }),
    holdMs: () => 0,
  },
  'disk-full': {
    weight: 2,
    needs: 'small-disk',
    draw: (random) => ({ forMs: seconds(random, 2, 6) }),
    holdMs: ({ forMs }) => forMs + 8_000,
  },
  'kafka-kill': {
    weight: 3,
    needs: 'kafka',
    draw: (random) => ({ downMs: seconds(random, 1, 6) }),
    holdMs: ({ downMs }) => downMs + 6_000,
  },
  'kafka-restart': { weight: 2, needs: 'kafka', draw: () => ({}), holdMs: () => 8_000 },
  'kafka-pause': {
    weight: 2,
    needs: 'kafka',
    draw: (random) => ({ forMs: seconds(random, 3, 12) }),
    holdMs: ({ forMs }) => forMs,
  },
  'topic-wipe': {
    weight: 2,
    needs: 'kafka',
    draw: (random) => ({ topic: random.pick(topics) }),
    holdMs: () => 4_000,
  },
};

export const faultKinds = Object.keys(draws) as FaultKind[];

const isPossible = ({ needs }: Draw<never>, setting: Setting): boolean =>
  needs === undefined || (needs === 'kafka' ? setting.usesKafka : setting.hasSmallDisk);

/**
 * What goes wrong, and when, as far as the storm reaches: first each kind once, in an order that the seed determines,
 * then by weight. Nothing that happens meanwhile has a say in it.
 */
export const planFaults = (
  random: Random,
  plan: Setting & { readonly stormMs: number; readonly only: readonly string[] },
): PlannedFault[] => {
  const possible = faultKinds.filter(
    (kind) =>
      isPossible(draws[kind] as Draw<never>, plan) && (plan.only.length === 0 || plan.only.includes(kind)),
  );
  const firstRound = random.shuffled(possible);
  const planned: PlannedFault[] = [];
  let atMs = 2_000;
  while (atMs < plan.stormMs && possible.length > 0) {
    const kind =
      firstRound.shift() ?? random.weighted(possible.map((item) => ({ item, weight: draws[item].weight })));
    const { draw, holdMs } = draws[kind] as Draw<FaultKind>;
    const fault = { kind, ...draw(random, plan) } as Fault;
    planned.push({ atMs, fault });
    atMs += holdMs(fault) + random.between(1_500, 4_500);
  }
  return planned;
};
