import { createRequire } from 'node:module';

/** Of the workspace: one version for all services. */
export const cadastreVersion = (
  createRequire(import.meta.url)('../../../package.json') as { version: string }
).version;
