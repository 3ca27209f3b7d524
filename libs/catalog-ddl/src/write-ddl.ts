import { identityKey, type CatalogObject, type ObjectIdentity } from '@cadastre/events';
import { phases, type Phase } from './ddl-writer.ts';
import { headOf, type DdlOrigin } from './head.ts';
import { LateStatements } from './late-statements.ts';
import { beginStatements, objectStatements } from './object-statements.ts';
import { Outliner, type Outline } from './ordering/outline.ts';
import { planDdl, type Plan } from './ordering/plan.ts';
import { preamble } from './preamble.ts';

/** Where the objects of one catalog come from. */
export type DdlSource = {
  /** Every object once, page after page, in any order. */
  pages(): AsyncIterable<readonly CatalogObject[]>;
  /** These objects, in any order. */
  fetch(identities: readonly ObjectIdentity[]): Promise<readonly CatalogObject[]>;
};

/** Objects that are held at once. */
const batchSize = 200;

/**
 * SQL that makes the whole database again, in pieces of any length, in an order that psql runs without an error. Only
 * the outlines of the objects, and texts up to a limit, are held at once; objects are asked for as they are needed.
 *
 * @param origin what the comments at its head say; without it there are none
 */
export async function* writeDdl(source: DdlSource, origin?: DdlOrigin): AsyncGenerator<string, void> {
  const plan = planDdl(await readOutlines(source));
  if (origin !== undefined) yield text([...headOf(origin), '']);
  yield text(preamble);
  const writing: Writing = { source, plan, late: new LateStatements() };
  yield* schemasAndBegins(writing);
  yield* creates(writing);
  for (const phase of phases.slice(1)) yield* later(writing, phase);
}

type Writing = { readonly source: DdlSource; readonly plan: Plan; readonly late: LateStatements };

const text = (statements: readonly string[]): string =>
  statements.map((statement) => `${statement}\n`).join('');

const readOutlines = async (source: DdlSource): Promise<Outline[]> => {
  const outlines: Outline[] = [];
  const outliner = new Outliner();
  for await (const page of source.pages()) outlines.push(...page.map((object) => outliner.outlineOf(object)));
  return outlines;
};

async function* batches(
  { source }: Writing,
  identities: readonly ObjectIdentity[],
): AsyncGenerator<CatalogObject[], void> {
  for (let at = 0; at < identities.length; at += batchSize) {
    const wanted = identities.slice(at, at + batchSize);
    const found = new Map(
      (await source.fetch(wanted)).map((object) => [identityKey(object.identity), object] as const),
    );
    yield wanted.flatMap((identity) => found.get(identityKey(identity)) ?? []);
  }
}

/** Schemas come before anything that is in them; so do types that begin as a name. Views that begin need columns. */
async function* schemasAndBegins(writing: Writing): AsyncGenerator<string, void> {
  const { plan } = writing;
  const schemas = plan.steps.map(({ identity }) => identity).filter(isSchema);
  for await (const objects of batches(writing, schemas)) {
    yield text(
      objects.flatMap((object) => objectStatements(object, 'create', plan.makingOf(object.identity))),
    );
  }
  for await (const objects of batches(writing, plan.begins)) yield text(objects.flatMap(beginStatements));
}

const isSchema = ({ catalog }: ObjectIdentity): boolean => catalog === 'pg_namespace';

async function* creates(writing: Writing): AsyncGenerator<string, void> {
  const { plan, late } = writing;
  const steps = plan.steps.filter(({ identity }) => !isSchema(identity));
  let at = 0;
  const identities = steps.map(({ identity }) => identity);
  for await (const objects of batches(writing, identities)) {
    for (const object of objects) {
      const making = plan.makingOf(object.identity);
      const isBeginning = steps[at]?.isBeginning === true;
      at += 1;
      yield text(isBeginning ? beginStatements(object) : objectStatements(object, 'create', making));
      if (!isBeginning) late.keep(object, making);
    }
  }
}

async function* later(writing: Writing, phase: Phase): AsyncGenerator<string, void> {
  const { plan, late } = writing;
  yield* late.take(phase);
  for await (const objects of batches(writing, late.overflow)) {
    yield text(objects.flatMap((object) => objectStatements(object, phase, plan.makingOf(object.identity))));
  }
}
