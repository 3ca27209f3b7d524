import type { Fingerprint } from '../../src/fingerprints/fingerprint.ts';
import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import { readAllObjects } from './read-all-objects.ts';
import type { TestSession } from './test-session.ts';

type ReadSince = {
  readonly extent: 'part' | 'all';
  readonly fingerprint: Fingerprint;
  readonly objects: readonly IntrospectedObject[];
};

/** What changed since a fingerprint, and the next one. */
export const readSince = async (session: TestSession, before: Fingerprint | null): Promise<ReadSince> => {
  const incremental = { before, reader: 'test', knownObjects: 100_000 };
  const { steps, objects } = await readAllObjects(session, { incremental });
  const [first] = steps;
  if (first?.type !== 'extent' || first.extent.type === 'nothing') throw new Error('no extent to read');
  return { extent: first.extent.type, fingerprint: first.fingerprint, objects };
};
