import { Deadline } from '../wire/deadline.ts';
import { openStream } from '../wire/open-stream.ts';
import { StepLog } from '../wire/step-log.ts';
import type { LoggedIn } from './log-in.ts';

const cancelCode = 80_877_102;
/** Long enough for a busy machine; without a cancel the statement runs on until its timeout. */
const patienceMs = 5_000;

/**
 * Asks the server to stop what the session does now: over a connection of its own, to the same address and with the
 * same encryption, since the request carries the session's key. The server never says whether it did.
 */
export const requestCancel = async ({ client, route, terms, tls }: LoggedIn): Promise<void> => {
  if (client.processID === null || client.secretKey === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(cancelCode, 4);
  request.writeInt32BE(client.processID, 8);
  request.writeInt32BE(client.secretKey, 12);
  const deadline = new Deadline(patienceMs);
  try {
    const encryption = tls.isEncrypted ? 'required' : 'none';
    const { stream } = await openStream(route, { encryption, terms }, deadline, new StepLog());
    stream.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
    stream.resume();
    stream.write(request);
    await deadline.bound('tcp', closed, () => stream.destroy());
    stream.destroy();
  } finally {
    deadline.release();
  }
};
