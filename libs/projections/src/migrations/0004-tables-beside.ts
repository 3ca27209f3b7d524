import { forwardMigration } from '@cadastre/postgres';
import { createTablesBeside } from './tables-beside/create.ts';
import { tableDefinition } from './tables-beside/definition.ts';
import { swapTablesBeside } from './tables-beside/swap.ts';

/**
 * The application's role may fill tables and empty them, not make or drop them. These functions run as the owner, and let
 * a role replace those tables by empty ones of the same definition that it may truncate anyway: no more.
 */
export const ProjectionsTablesBeside = forwardMigration(
  'ProjectionsTablesBeside1700000004021',
  `${tableDefinition}${createTablesBeside}${swapTablesBeside}`,
);
