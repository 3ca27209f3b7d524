import {
  ObjectAltered,
  ObjectDiscovered,
  ObjectDropped,
  ObjectReidentified,
  ObjectRenamed,
  type CatalogObject,
  type IntegrationId,
  type ObjectName,
  type SyncId,
} from '@cadastre/events';
import { diffObjects } from './diff-objects.ts';
import type { SeenEntry, SnapshotEntry } from './merging/snapshot-entry.ts';

/** Which sync saw it, of which integration, and when. */
export type Observation = {
  readonly integrationId: IntegrationId;
  readonly syncId: SyncId;
  readonly at: string;
};

const observed = ({ integrationId, syncId, at }: Observation) => ({
  integration_id: integrationId,
  sync_id: syncId,
  observed_at: at,
});

const nameOf = ({ schema, name, qualifiedName }: SnapshotEntry): ObjectName => ({
  schema,
  name,
  qualified_name: qualifiedName,
});

export const objectDiscovered = (
  observation: Observation,
  { object, hash }: Pick<SeenEntry, 'object' | 'hash'>,
): ObjectDiscovered => ObjectDiscovered.create({ ...observed(observation), object, hash });

export const objectDropped = (observation: Observation, known: SnapshotEntry): ObjectDropped =>
  ObjectDropped.create({
    ...observed(observation),
    kind: known.kind,
    identity: known.identity,
    ...nameOf(known),
  });

export const objectRenamed = (
  observation: Observation,
  known: SnapshotEntry,
  seen: SnapshotEntry,
): ObjectRenamed =>
  ObjectRenamed.create({
    ...observed(observation),
    kind: seen.kind,
    identity: seen.identity,
    from: nameOf(known),
    to: nameOf(seen),
  });

export const objectReidentified = (
  observation: Observation,
  known: SnapshotEntry,
  numbers: Pick<ObjectReidentified['data'], 'from' | 'to' | 'depends_on' | 'columns' | 'hash'>,
): ObjectReidentified =>
  ObjectReidentified.create({ ...observed(observation), kind: known.kind, ...numbers, ...nameOf(known) });

/** Null if the definitions are equal after all, whatever their hashes say. */
export const objectAltered = (
  observation: Observation,
  before: CatalogObject,
  { object: after, hash }: SeenEntry,
): ObjectAltered | null => {
  const { changes } = diffObjects(before, after);
  if (changes.length === 0) return null;
  const { kind, identity, schema, name, qualified_name } = after;
  return ObjectAltered.create({
    ...observed(observation),
    kind,
    identity,
    schema,
    name,
    qualified_name,
    changes,
    hash,
  });
};
