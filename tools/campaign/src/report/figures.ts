import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../checks/finding.ts';

/** The result of a campaign, as `--json` prints it. */
export type CampaignReport = {
  readonly ok: boolean;
  readonly seed: string;
  readonly minutes: number;
  readonly transport: 'log' | 'kafka';
  readonly faults: Readonly<Record<string, number>>;
  /** Kinds that this machine could not be put through, and why. */
  readonly notPossible: Readonly<Record<string, string>>;
  readonly crashPointDeaths: number;
  readonly connectionsBroken: number;
  readonly processLives: number;
  readonly commands: {
    readonly sent: number;
    readonly acknowledged: number;
    readonly refused: number;
    readonly unknown: number;
    /** Of the unknown ones: those that were carried out. */
    readonly unknownPresent: number;
    /** Attempts whose end the client did not learn. */
    readonly unknownAttempts: number;
  };
  readonly events: number;
  readonly syncs: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly doubled: number;
  readonly takeovers: Readonly<Record<string, number>>;
  readonly longestSilenceMs: number;
  readonly findings: readonly Finding[];
  readonly evidence: string;
};

const takeoverLines = {
  jobs: 'job taken over',
  sequencer: 'sequencer took the lease',
  projectors: 'projector leads',
  relay: 'relay leads',
} as const;

/** Who took over what from whom, as the processes' own logs say. */
export const countTakeovers = (logFolder: string): Record<string, number> => {
  const text = readdirSync(logFolder)
    .map((name) => readFileSync(path.join(logFolder, name), 'utf8'))
    .join('');
  return Object.fromEntries(
    Object.entries(takeoverLines).map(([name, line]) => [name, text.split(`"msg":"${line}"`).length - 1]),
  );
};
