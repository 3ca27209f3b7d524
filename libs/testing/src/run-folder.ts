import path from 'node:path';

/** Servers that one run of jest starts at most once, when a spec asks. */
export const testServers = ['database', 'kafka'] as const;
export type TestServerName = (typeof testServers)[number];

/** What the process that owns the server tells the workers: `url` is a PostgreSQL URL, or Kafka's brokers with commas. */
export type Answer = { url: string } | { error: string };

export const wantedFileIn = (folder: string, server: TestServerName): string =>
  path.join(folder, `${server}-wanted`);
export const answerFileIn = (folder: string, server: TestServerName): string =>
  path.join(folder, `${server}.json`);
/** One file for each spec file that lacked something, written by `noteNotRun`. */
export const notRunFolderIn = (folder: string): string => path.join(folder, 'not-run');

/** Goes into the names of the databases of one run. */
export const runName = (folder: string): string => path.basename(folder).slice(-10);
