import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { answerFileIn, wantedFileIn, type Answer } from './run-folder.ts';
import { waitFor } from './wait-for.ts';

const startTimeoutMs = 120_000;

export type RunningTestServer = { readonly url: string; readonly folder: string };

/** The superuser's URL of this run's server; the first caller makes it start. */
export const testServer = async (): Promise<RunningTestServer> => {
  const folder = process.env.JEST_CADASTRE_RUN;
  if (folder === undefined) {
    throw new Error('There is no test server: run this spec with jest (node tools/run-jest.mjs <path>)');
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readAnswer(folder) === undefined) writeFileSync(wantedFileIn(folder), '');
  const answer = await waitFor(() => readAnswer(folder), {
    what: 'the test server to start',
    timeoutMs: startTimeoutMs,
  });
  if ('error' in answer) throw new Error(`The test server did not start: ${answer.error}`);
  return { url: answer.url, folder };
};

const readAnswer = (folder: string): Answer | undefined => {
  try {
    return JSON.parse(readFileSync(answerFileIn(folder), 'utf8')) as Answer;
  } catch {
    return undefined;
  }
};
