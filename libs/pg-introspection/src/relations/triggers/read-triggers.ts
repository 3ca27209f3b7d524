import { catalogOid } from '../../catalog-oids.ts';
import type { Trigger } from '@cadastre/events';
import type { ReadContext } from '../../snapshot/read-context.ts';
import { present } from '../../snapshot/snapshot-moved.ts';
import { firingModes } from '../firing-modes.ts';
import { byName } from '../by-name.ts';
import type { RelationComments } from '../comments/read-comments.ts';
import type { TriggerRow } from './trigger-rows.ts';

/** Bits of `tgtype` (pg_trigger.h). */
const rowLevel = 1;
const before = 2;
const insteadOf = 64;
const events: readonly (readonly [bit: number, event: Trigger['events'][number]])[] = [
  [4, 'insert'],
  [16, 'update'],
  [8, 'delete'],
  [32, 'truncate'],
];

const timingOf = (type: number): Trigger['timing'] => {
  if ((type & before) !== 0) return 'before';
  return (type & insteadOf) === 0 ? 'after' : 'instead-of';
};

export const readTriggers = (
  rows: readonly TriggerRow[],
  comments: RelationComments,
  context: ReadContext,
): Trigger[] =>
  rows
    .map(([relation, name, bits, state, functionSchema, functionName, definition, , isInherited, oid]) => {
      const type = Number(bits);
      return {
        comment: comments.ofTrigger(name),
        definition: present(definition, 'a trigger', relation),
        depends_on_extensions: context.takersOf(catalogOid.pg_trigger, oid),
        enabled: firingModes[state] ?? 'origin',
        events: events.filter(([bit]) => (type & bit) !== 0).map(([, event]) => event),
        function: { name: functionName, schema: context.schemaName(functionSchema) },
        is_inherited: isInherited === 't',
        level: (type & rowLevel) === 0 ? ('statement' as const) : ('row' as const),
        name,
        timing: timingOf(type),
      };
    })
    .sort(byName);
