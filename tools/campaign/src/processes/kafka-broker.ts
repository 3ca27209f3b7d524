import type { FaultProxy } from '../proxy/fault-proxy.ts';
import type { ProcessName } from '../settings.ts';

/** A real broker, with a wire of its own for each process. */
export type KafkaBroker = {
  readonly settings: Readonly<Record<string, string>>;
  linkOf(name: ProcessName): FaultProxy;
  kill(): Promise<void>;
  restart(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  wipe(topic: string): Promise<void>;
  stop(): Promise<void>;
};
