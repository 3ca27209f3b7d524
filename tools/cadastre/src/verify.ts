import type { Command } from 'commander';
import { verifyLog } from '@cadastre/event-store';
import { withDatabase } from './database.ts';
import { print } from './print.ts';

type Options = { database?: string; json?: boolean; anchor?: string };

/** `cadastre verify`: exit code 0 for a sound log, 2 for a broken one. */
export const addVerify = (program: Command): void => {
  program
    .command('verify')
    .description('recompute every digest and the whole hash chain; names the first broken commit')
    .option('--anchor <position:hash>', 'a head that an earlier run printed, kept somewhere else')
    .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const anchor = parseAnchor(options.anchor);
      const verification = await withDatabase(options.database, (pool) =>
        verifyLog(pool, anchor === undefined ? {} : { anchor }),
      );
      const { ok, positions, commits, head, firstBroken } = verification;
      const checked = `${positions} events in ${commits} commits`;
      print(options.json === true, verification, [
        ok
          ? `sound: ${checked}`
          : `BROKEN after ${checked}: ${firstBroken?.reason} at position ${firstBroken?.position ?? 'unknown'}, commit ${firstBroken?.commitId ?? 'unknown'}`,
        `anchor: ${head.position}:${head.chainHash}`,
      ]);
      if (!ok) process.exitCode = 2;
    });
};

const parseAnchor = (text: string | undefined): { position: number; chainHash: string } | undefined => {
  if (text === undefined) return undefined;
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new Error('--anchor must be position:hash as an earlier run printed it');
  }
  return { position: Number(match[1]), chainHash: match[2] };
};
