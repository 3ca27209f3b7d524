import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { answerFileIn, wantedFileIn, type Answer, type TestServerName } from './run-folder.ts';
import { waitFor } from './wait-for.ts';

const startTimeoutMs = 180_000;

/** Where this run's server is, or why it is not; the first caller makes it start. */
export const askTestServer = async (server: TestServerName): Promise<Answer & { folder: string }> => {
  const folder = process.env.JEST_CADASTRE_RUN;
  if (folder === undefined) {
    throw new Error('There is no test server: run this spec with jest (node tools/run-jest.mjs <path>)');
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const answerFile = answerFileIn(folder, server);
  if (readAnswer(answerFile) === undefined) writeFileSync(wantedFileIn(folder, server), '');
  const answer = await waitFor(() => readAnswer(answerFile), {
    what: `the test server (${server}) to start`,
    timeoutMs: startTimeoutMs,
  });
  return { ...answer, folder };
};

const readAnswer = (file: string): Answer | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Answer;
  } catch {
    return undefined;
  }
};
