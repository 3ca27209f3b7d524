export {
  DataFolderLocked,
  DataFolderNotUsable,
  EmbeddedPostgresFailed,
  UnsupportedPlatform,
} from './errors.ts';
export { binariesPackage } from './binaries.ts';
export { lockFolder } from './folder-lock.ts';
export { makeDataDir } from './server-folder.ts';
export { isFree as isPortFree } from './server-port.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './start-embedded-postgres.ts';
