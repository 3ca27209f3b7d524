import { Unavailable } from '@cadastre/errors';
import { WakeUp } from '@cadastre/service-runtime';

/** The answer, or `Unavailable` after the time; at once when the signal aborts. Nobody waits for a dead connection. */
export const within = async <T>(answer: Promise<T>, ms: number, signal: AbortSignal): Promise<T> => {
  const bell = new WakeUp();
  const silence = bell.wait(ms, signal).then(() => {
    throw new Unavailable({ dependency: 'database', reason: `no answer within ${ms} ms` });
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    bell.ring();
  }
};
