import { setTimeout as pause } from 'node:timers/promises';
import type { Sync } from '@cadastre/api-contract';
import { Refused, type ApiClient } from './api-client.ts';
import { DemoFailed } from './demo-failed.ts';
import { readServerSentEvents } from './server-sent-events.ts';

const pollMs = 300;
/** How long a Cadastre that does not answer is waited for. */
const patienceMs = 30_000;

export const isOver = ({ status }: Pick<Sync, 'status'>): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';

/** The states of a sync as they come, the terminal one last: from the event stream, or by asking where there is none. */
export const followSync = async function* (
  api: ApiClient,
  syncId: string,
  signal: AbortSignal,
): AsyncIterable<Sync> {
  let lastAnswer = Date.now();
  while (!signal.aborted) {
    for await (const sync of streamed(api, syncId, signal)) {
      lastAnswer = Date.now();
      yield sync;
      if (isOver(sync)) return;
    }
    const asked = await ask(api, syncId);
    if (asked !== undefined) {
      lastAnswer = Date.now();
      yield asked;
      if (isOver(asked)) return;
    }
    if (Date.now() - lastAnswer > patienceMs) {
      throw new DemoFailed(
        `Cadastre has not said anything about sync ${syncId} for ${patienceMs / 1_000} s.`,
        `Look at its log, and at ${api.baseUrl}/syncs/${syncId}.`,
      );
    }
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
};

/** Ends quietly when the stream breaks: the caller asks, and opens it again. */
const streamed = async function* (api: ApiClient, syncId: string, signal: AbortSignal): AsyncIterable<Sync> {
  try {
    const stream = await api.stream(`/syncs/${syncId}/events`, signal);
    for await (const { data } of readServerSentEvents(stream)) yield JSON.parse(data) as Sync;
  } catch (error) {
    if (error instanceof DemoFailed) throw error;
  }
};

const ask = async (api: ApiClient, syncId: string): Promise<Sync | undefined> => {
  try {
    return await api.get<Sync>(`/syncs/${syncId}`);
  } catch (error) {
    if (error instanceof Refused && error.problem.status !== 404 && error.problem.status < 500) throw error;
    if (error instanceof DemoFailed) throw error;
    return undefined; // not projected yet, or the server is away for a moment
  }
};
