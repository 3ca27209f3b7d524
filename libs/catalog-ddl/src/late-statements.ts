import type { CatalogObject, ObjectIdentity } from '@cadastre/events';
import { phases, type Making, type Phase } from './ddl-writer.ts';
import { objectStatements } from './object-statements.ts';

/** Characters that are held of statements that come later. */
const mostKept = 64_000_000;

/**
 * What comes after all objects are made. Up to a limit it is held, so that each object is read once; beyond it the object
 * is remembered by its identity, to be read again.
 */
export class LateStatements {
  readonly #kept = new Map<Phase, string[]>(phases.map((phase) => [phase, []]));
  readonly #overflow: ObjectIdentity[] = [];
  #size = 0;

  keep(object: CatalogObject, making: Making): void {
    const statements = phases
      .slice(1)
      .map((phase) => [phase, objectStatements(object, phase, making)] as const);
    if (statements.every(([, texts]) => texts.length === 0)) return;
    if (this.#size > mostKept) {
      this.#overflow.push(object.identity);
      return;
    }
    for (const [phase, texts] of statements) {
      this.#kept.get(phase)?.push(...texts);
      for (const { length } of texts) this.#size += length;
    }
  }

  of(phase: Phase): readonly string[] {
    return this.#kept.get(phase) ?? [];
  }

  get overflow(): readonly ObjectIdentity[] {
    return this.#overflow;
  }
}
