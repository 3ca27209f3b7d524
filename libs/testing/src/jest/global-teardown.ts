import { testRun } from './test-run.ts';

export default async (): Promise<void> => {
  const run = testRun();
  clearInterval(run.timer);
  await run.stop();
};
