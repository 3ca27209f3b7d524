import { name } from '../text/quote.ts';

/** `what` as ALTER takes it; its extensions are there. */
export const dependsOnStatements = (what: string, extensions: readonly string[]): string[] =>
  extensions.map((extension) => `ALTER ${what} DEPENDS ON EXTENSION ${name(extension)};`);
