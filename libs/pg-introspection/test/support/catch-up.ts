import { covers, type Extent } from '../../src/fingerprints/extent.ts';
import type { Fingerprint } from '../../src/fingerprints/fingerprint.ts';
import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import { readAllObjects } from './read-all-objects.ts';
import type { TestSession } from './test-session.ts';

/** Facts by identity. */
export type Known = Map<string, string>;

const keyOf = ({ object: { identity } }: IntrospectedObject): string => `${identity.catalog}/${identity.oid}`;
const factsOf = ({ object, json }: IntrospectedObject): string =>
  `${object.kind} ${object.qualified_name} ${json}`;
export const toKnown = (objects: readonly IntrospectedObject[]): Known =>
  new Map(objects.map((object) => [keyOf(object), factsOf(object)]));

export type CaughtUp = {
  readonly extent: Extent;
  readonly fingerprint: Fingerprint;
  readonly known: Known;
  readonly objects: readonly IntrospectedObject[];
};

/** Reads what changed only, and puts it in the place of what it covers. */
export const catchUp = async (
  session: TestSession,
  known: Known,
  before: Fingerprint | null,
): Promise<CaughtUp> => {
  const incremental = { before, reader: 'test', knownObjects: known.size + 1_000 };
  const { steps, objects } = await readAllObjects(session, { incremental });
  const [first] = steps;
  if (first?.type !== 'extent') throw new Error('no extent');
  const { extent, fingerprint } = first;
  if (extent.type === 'all') return { extent, fingerprint, known: toKnown(objects), objects };
  if (extent.type === 'nothing') return { extent, fingerprint, known, objects };
  const isCovered = covers(extent.part);
  const kept = [...known].filter(([key]) => {
    const [catalog, oid] = key.split('/');
    return !isCovered({ catalog: catalog as 'pg_class', oid: Number(oid) });
  });
  return { extent, fingerprint, known: new Map([...kept, ...toKnown(objects)]), objects };
};
