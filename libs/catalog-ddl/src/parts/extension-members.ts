import type { CatalogObject } from '@cadastre/events';

const isGrant = /^(?:GRANT|REVOKE|SET SESSION AUTHORIZATION|RESET SESSION AUTHORIZATION) ?/;

/** Of the statements that would make an extension's member, those that grant: the rest the extension's script has done. */
export const memberStatements = (object: CatalogObject, all: readonly string[]): string[] =>
  object.definition.privileges === null ? [] : all.filter((statement) => isGrant.test(statement));
