import type { Admin } from 'kafkajs';
import { waitFor } from '@cadastre/testing';

/**
 * Resolves when what is produced from now on comes to the group: it has committed offsets, which it does of what came and not of what was read
 * from the log instead. A member begins behind what is there when it first looks, some time after it has joined; so something has to be appended
 * until then.
 */
export const untilConsuming = async (
  admin: Admin,
  groupId: string,
  append: () => Promise<void>,
): Promise<void> => {
  const isConsuming = async (): Promise<boolean> => {
    await append();
    const committed = await admin.fetchOffsets({ groupId });
    return committed.some(({ partitions }) => partitions.some(({ offset }) => Number(offset) > 0));
  };
  await waitFor(isConsuming, { timeoutMs: 30_000, pollMs: 250, what: `${groupId} to consume` });
};
