export type { DdlOrigin } from './head.ts';
export { objectDdl } from './object-statements.ts';
export { writeDdl, type DdlSource } from './write-ddl.ts';
