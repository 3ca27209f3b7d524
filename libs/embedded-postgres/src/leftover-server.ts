import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresFailed } from './errors.ts';
import type { Log } from './log.ts';
import { postmasterPid } from './postmaster-file.ts';
import type { ServerFolder } from './server-folder.ts';

const noticeAfterMs = 1_000;
const immediateAfterMs = 10_000;
const giveUpAfterMs = 40_000;

/**
 * A server whose process died is shut down by its guardian; we hold the lock, so whatever still runs in our
 * cluster belongs to nobody. It is asked to stop and waited for: two servers never share a cluster.
 */
export const settleLeftoverServer = async (folder: ServerFolder, log: Log): Promise<void> => {
  const begun = Date.now();
  let noticed = false;
  for (;;) {
    const pids = serverProcesses(folder.cluster);
    if (pids.length === 0) break;
    const waitedMs = Date.now() - begun;
    if (waitedMs > giveUpAfterMs) {
      const reason = `the previous server (process ${pids.join(', ')}) does not stop`;
      throw new EmbeddedPostgresFailed({ step: 'recovery', reason, logFile: folder.logFile });
    }
    if (!noticed && waitedMs > noticeAfterMs) {
      noticed = true;
      log.info({ pids }, 'waiting for the previous PostgreSQL server to shut down');
    }
    for (const pid of pids) signal(pid, waitedMs > immediateAfterMs ? 'SIGQUIT' : 'SIGINT', folder.cluster);
    await pause(100);
  }
  forgetReusedPid(folder.cluster);
};

/** The postmaster; and where /proc can tell, backends that outlived it. */
const serverProcesses = (cluster: string): number[] => {
  if (process.platform !== 'linux') {
    const pid = postmasterPid(cluster);
    return pid !== undefined && exists(pid) ? [pid] : [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isServerOf(pid, cluster));
};

const isServerOf = (pid: number, cluster: string): boolean => {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === cluster &&
      readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres' &&
      !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
};

/** Only the postmaster takes SIGINT for "shut down"; a backend would only cancel its statement. */
const signal = (pid: number, name: 'SIGINT' | 'SIGQUIT', cluster: string): void => {
  if (name === 'SIGINT' && pid !== postmasterPid(cluster)) return;
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
};

/** PostgreSQL would take any process with the number in its old file for itself and refuse to start. */
const forgetReusedPid = (cluster: string): void => {
  const pid = postmasterPid(cluster);
  if (process.platform === 'linux' && pid !== undefined && exists(pid)) {
    rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
  }
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
