import { asyncApiDocument } from '@cadastre/integration-api';
import type { Artifact } from './artifact.ts';

export const asyncApi: Artifact = {
  path: 'apps/integration-api/asyncapi.json',
  generate: async () => `${JSON.stringify(asyncApiDocument(), null, 2)}\n`,
};
