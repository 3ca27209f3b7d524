import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCampaign, type Campaign } from './campaign.ts';
import { readCommandLine } from './command-line.ts';
import { describeFault } from './faults/fault.ts';
import { planFaults } from './faults/plan-faults.ts';
import { Random } from './random.ts';
import { reportLines } from './report/print-report.ts';
import type { CampaignSettings } from './settings.ts';

type Part = Parameters<Campaign['onOpened']>[0];

const begun = performance.now();
const say = (line: string): void => {
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  process.stderr.write(`${seconds.padStart(6)} s  ${line}\n`);
};

const makeFolder = ({ evidence }: CampaignSettings): string => {
  const folder =
    evidence === null ? mkdtempSync(path.join(tmpdir(), 'cadastre-campaign-')) : path.resolve(evidence);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711); // the account that PostgreSQL runs as goes through it
  return folder;
};

/** Last opened, first closed; nothing that fails to close keeps the rest open. */
const closeAll = async (parts: readonly Part[]): Promise<void> => {
  for (const part of [...parts].reverse()) {
    await Promise.resolve(part.stop()).catch((error: unknown) => say(`not stopped: ${String(error)}`));
  }
};

const run = async (settings: CampaignSettings): Promise<number> => {
  const folder = makeFolder(settings);
  const parts: Part[] = [];
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      say('stopping');
      abort.abort(new Error(`ended by ${signal}`));
    });
  }
  process.on('exit', () => parts.forEach((part) => part.killNow?.()));
  let isKept = true;
  try {
    const aborted = new Promise<never>((_, reject) =>
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)),
    );
    const campaign = runCampaign({
      settings,
      folder,
      say,
      signal: abort.signal,
      onOpened: (part) => parts.push(part),
    });
    const report = await Promise.race([campaign, aborted]);
    writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    for (const line of reportLines(report)) process.stderr.write(`${line}\n`);
    if (settings.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    isKept = settings.keep || settings.evidence !== null || !report.ok;
    return report.ok ? 0 : 1;
  } catch (error) {
    say(`the campaign could not be carried out: ${error instanceof Error ? error.stack : String(error)}`);
    say(`evidence in ${folder}`);
    return 1;
  } finally {
    await closeAll(parts);
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  }
};

const settings = readCommandLine(process.argv.slice(2));
if (settings === null) process.exitCode = 0;
else if (typeof settings === 'number') process.exitCode = settings;
else if (settings.dryRun) {
  const { usesKafka, minutes, seed, only } = settings;
  const plan = { usesKafka, hasSmallDisk: true, stormMs: minutes * 60_000, only };
  for (const { atMs, fault } of planFaults(new Random(seed).fork('faults'), plan)) {
    process.stdout.write(`${(atMs / 1_000).toFixed(1)} s  ${describeFault(fault)}\n`);
  }
} else process.exit(await run(settings));
