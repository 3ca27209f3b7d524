import { askTestServer } from './ask-test-server.ts';

export type RunningTestServer = { readonly url: string; readonly folder: string };

/** The superuser's URL of this run's server; the first caller makes it start. */
export const testServer = async (): Promise<RunningTestServer> => {
  const answer = await askTestServer('database');
  if ('error' in answer) throw new Error(`The test server did not start: ${answer.error}`);
  return answer;
};
