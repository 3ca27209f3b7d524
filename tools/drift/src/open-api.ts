import { openApiDocument } from '@cadastre/integration-api';
import type { Artifact } from './artifact.ts';

export const openApi: Artifact = {
  path: 'apps/integration-api/openapi.json',
  generate: async () => `${JSON.stringify(openApiDocument(), null, 2)}\n`,
};
