import type { Trigger } from '@cadastre/events';
import { dependsOnStatements } from './extension-dependencies.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { Relation } from './relation.ts';
import { name, qualified } from '../text/quote.ts';

/** `session_replication_role` decides; `origin` is what a new trigger or rule is. */
export const firing: Readonly<Record<Trigger['enabled'], string | null>> = {
  origin: null,
  disabled: 'DISABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
};

/** A partition's copies come with its parent's triggers; only how they fire may be its own. */
export const triggerStatements = (object: Relation): string[] =>
  object.definition.triggers.flatMap((trigger) => {
    const table = qualified(object);
    const mode = firing[trigger.enabled];
    return [
      ...(trigger.is_inherited ? [] : [`${trigger.definition};`]),
      ...(mode === null ? [] : [`ALTER TABLE ONLY ${table} ${mode} TRIGGER ${name(trigger.name)};`]),
      ...dependsOnStatements(`TRIGGER ${name(trigger.name)} ON ${table}`, trigger.depends_on_extensions),
      ...commentStatement(`TRIGGER ${name(trigger.name)} ON ${table}`, trigger.comment),
    ];
  });
