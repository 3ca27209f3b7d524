import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@cadastre/testing';
import type { WorkerOrders } from '../fixtures/worker.ts';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export type WorkerMessage = { ready?: true; step?: number; failed?: string; jobId?: string };

export type WorkerProcess = {
  readonly child: ChildProcess;
  readonly messages: readonly WorkerMessage[];
  /** Resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

/** A real process with its own connections, from the sources as they are. */
export const startWorker = async (orders: WorkerOrders): Promise<WorkerProcess> => {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@cadastre/source',
      '--import',
      pathOf('../../../../tools/typescript.mjs'),
      pathOf('../fixtures/worker.ts'),
      JSON.stringify(orders),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const messages: WorkerMessage[] = [];
  child.on('message', (message) => void messages.push(message as WorkerMessage));
  const gone = once(child, 'exit');
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  await waitFor(() => messages.some(({ ready }) => ready), {
    what: 'the worker to start',
    timeoutMs: 20_000,
  });
  return { child, messages, kill };
};
