import { name } from '../text/quote.ts';

/**
 * `what` as ALTER takes it; its extensions are there. Rows that an earlier release wrote have no list until the rebuild under
 * way takes their place.
 */
export const dependsOnStatements = (what: string, extensions: readonly string[] = []): string[] =>
  extensions.map((extension) => `ALTER ${what} DEPENDS ON EXTENSION ${name(extension)};`);
