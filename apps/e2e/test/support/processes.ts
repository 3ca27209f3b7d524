import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { waitFor } from '@cadastre/testing';

/**
 * Every living process that has to do with the folder: it works in it, was started with its name, or has it among
 * its settings. The dead that nobody has buried yet do not count.
 */
export const processesOf = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) =>
      belongsTo(pid, folder)
        ? [`${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 100).trim()}`]
        : [],
    );

const belongsTo = (pid: string, folder: string): boolean => {
  if (/^\d+ \(.*\) Z /s.test(read(pid, 'stat'))) return false;
  return (
    workingFolder(pid).startsWith(folder) ||
    read(pid, 'cmdline').includes(folder) ||
    read(pid, 'environ').includes(folder)
  );
};

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const workingFolder = (pid: string): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
};

/** Waits until nothing is left, and says what is when it never goes. */
export const untilNothingRuns = async (folder: string, timeoutMs = 15_000): Promise<void> => {
  await waitFor(
    () => {
      const left = processesOf(folder);
      if (left.length > 0) throw new Error(`Still running: ${left.join('; ')}`);
      return true;
    },
    { timeoutMs },
  );
};
