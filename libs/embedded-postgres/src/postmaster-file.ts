import { readFileSync } from 'node:fs';
import path from 'node:path';

const linesOf = (cluster: string): string[] => {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
};

export const postmasterPid = (cluster: string): number | undefined => {
  const pid = Number.parseInt(linesOf(cluster)[0] ?? '', 10);
  return pid > 0 ? pid : undefined;
};

/** The eighth line says what pg_ctl waits for. */
export const isReady = (cluster: string): boolean => linesOf(cluster)[7]?.trim() === 'ready';
