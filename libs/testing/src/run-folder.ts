import path from 'node:path';

/** What the process that owns the server tells the workers. */
export type Answer = { url: string } | { error: string };

export const wantedFileIn = (folder: string): string => path.join(folder, 'wanted');
export const answerFileIn = (folder: string): string => path.join(folder, 'server.json');

/** Goes into the names of the databases of one run. */
export const runName = (folder: string): string => path.basename(folder).slice(-10);
