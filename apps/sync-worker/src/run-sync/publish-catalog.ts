import {
  mergeSnapshots,
  readToEnd,
  toSeenEntry,
  type ReadToEnd,
  type SeenEntry,
} from '@cadastre/catalog-diff';
import type { ObjectCounts, ObjectKind, SkippedScope } from '@cadastre/events';
import { introspect, noSuchSchema, type IntrospectionStep } from '@cadastre/pg-introspection';
import type { TargetConnection } from '@cadastre/target-connection';
import { readKnownObjects } from '../known-objects/read-known-objects.ts';
import { CatalogPages } from './catalog-pages.ts';
import { readAhead } from './read-ahead.ts';
import type { Attempt } from './run-sync.ts';
import { Tally } from './tally.ts';

export type Published = {
  readonly counts: ObjectCounts;
  readonly skipped: readonly SkippedScope[];
  /** Catalog events written by this attempt. */
  readonly changes: number;
};

/** Characters of definitions that may wait to be written, while the target is read on. */
const maxWaitingJson = 32 * 2 ** 20;

type Scope = { schemas: ReadonlySet<string>; skipped: readonly SkippedScope[] };

/**
 * Reads the target in one snapshot and writes what differs from the known objects, page after page as it comes.
 * Both sides are in the order of (system catalog, oid), so neither is ever held whole.
 */
export const publishCatalog = async (attempt: Attempt, target: TargetConnection): Promise<Published> => {
  const { integration, integrationId, tenantId, activities, platform, signal } = attempt;
  const { include_schemas, exclude_schemas, statement_timeout_ms } = integration.options;
  const tally = new Tally();
  const pages = new CatalogPages(attempt, tally);
  const scope: Scope = { schemas: new Set(), skipped: [] };
  const steps = introspect(target, {
    includeSchemas: include_schemas,
    excludeSchemas: exclude_schemas,
    limits: { statementTimeoutMs: statement_timeout_ms },
    signal,
  });
  activities.start('transform-and-publish');
  const outcomes = mergeSnapshots({
    known: readKnownObjects(platform.pool, { tenantId, integrationId }),
    seen: seenObjects(attempt, readAhead(steps, { weigh: weightOf, maxWeight: maxWaitingJson }), {
      scope,
      tally,
    }),
    isInScope: (schema, { kind, identity }) =>
      schema === null
        ? isDatabaseRead(kind, identity.catalog, { scope, options: integration.options })
        : isInScope(schema, scope, integration.options),
  });
  for await (const outcome of outcomes) {
    signal.throwIfAborted();
    await pages.add(outcome);
  }
  await pages.flush();
  activities.complete('transform-and-publish', pages.written);
  return { counts: tally.toCounts(), skipped: scope.skipped, changes: pages.written };
};

/**
 * A schema that was chosen away, or could not be read, keeps what is known of it. One that is neither was read to its
 * end, also when it is not there any more.
 */
const isInScope = (schema: string, scope: Scope, options: Attempt['integration']['options']): boolean => {
  if (scope.schemas.has(schema)) return true;
  if (scope.skipped.some(({ scope: name, reason }) => name === schema && reason !== noSuchSchema))
    return false;
  return !options.exclude_schemas.includes(schema) && (options.include_schemas?.includes(schema) ?? true);
};

/**
 * Objects outside any schema are read where no certain schemas were asked for, extensions always. A catalog that the role may
 * not read keeps what is known of it.
 */
const isDatabaseRead = (
  kind: ObjectKind,
  catalog: string,
  { scope, options }: { scope: Scope; options: Attempt['integration']['options'] },
): boolean => {
  if (scope.skipped.some(({ scope: name }) => name === catalog)) return false;
  return kind === 'extension' || options.include_schemas === null;
};

const weightOf = (step: IntrospectionStep): number =>
  step.type === 'page' ? step.objects.reduce((weight, { json }) => weight + json.length, 0) : 0;

/** Turns steps into objects, and reports what they say on the way. */
async function* seenObjects(
  { activities }: Attempt,
  steps: AsyncIterable<IntrospectionStep>,
  found: { scope: Scope; tally: Tally },
): AsyncGenerator<SeenEntry | ReadToEnd> {
  const { scope, tally } = found;
  for await (const step of steps) {
    switch (step.type) {
      case 'scope':
        scope.schemas = new Set(step.schemas);
        scope.skipped = step.skipped;
        for (const { scope: schema, reason } of step.skipped)
          activities.skip('discover-schemas', schema, reason);
        break;
      case 'activity':
        if (step.state === 'started') activities.start(step.activity);
        else if (step.state === 'running') activities.progress(step.activity, step.items, step.total);
        else activities.complete(step.activity, step.items);
        break;
      case 'page':
        for (const seen of step.objects) {
          tally.saw(seen.object.kind);
          yield toSeenEntry(seen);
        }
        break;
      case 'finished':
        yield readToEnd;
    }
  }
}
