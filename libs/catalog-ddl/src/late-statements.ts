import type { CatalogObject, ObjectIdentity } from '@cadastre/events';
import { phases, type Making, type Phase } from './ddl-writer.ts';
import { KeptText } from './kept-text.ts';
import { objectStatements } from './object-statements.ts';

/** Characters that are held of statements that come later. */
const mostKept = 64_000_000;

/**
 * What comes after all objects are made. Up to a limit it is held, so that each object is read once; beyond it the object
 * is remembered by its identity, to be read again.
 */
export class LateStatements {
  readonly #kept = new Map<Phase, KeptText>(phases.map((phase) => [phase, new KeptText()]));
  readonly #overflow: ObjectIdentity[] = [];

  keep(object: CatalogObject, making: Making): void {
    const statements = phases
      .slice(1)
      .map((phase) => [phase, objectStatements(object, phase, making)] as const)
      .filter(([, texts]) => texts.length > 0);
    if (statements.length === 0) return;
    if (this.#overflow.length > 0 || this.#length() > mostKept) this.#overflow.push(object.identity);
    else for (const [phase, texts] of statements) this.#kept.get(phase)?.add(texts);
  }

  /** Lines, in pieces of any length; they are given once. */
  take(phase: Phase): Iterable<string> {
    return this.#kept.get(phase)?.take() ?? [];
  }

  get overflow(): readonly ObjectIdentity[] {
    return this.#overflow;
  }

  #length(): number {
    return [...this.#kept.values()].reduce((sum, { length }) => sum + length, 0);
  }
}
