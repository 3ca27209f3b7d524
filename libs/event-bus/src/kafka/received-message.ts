import type { ReceivedHeaders } from './received-headers.ts';

/** A message as a consumer gets it, no more than is needed of it. */
export type ReceivedMessage = {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: ReceivedHeaders | undefined;
};
