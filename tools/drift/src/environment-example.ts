import { ProjectorEnvironment } from '@cadastre/catalog-projector';
import { describeSettings } from '@cadastre/service-runtime';
import { StandaloneEnvironment } from '@cadastre/standalone';
import { WorkerEnvironment } from '@cadastre/sync-worker';
import { z } from 'zod';
import type { Artifact } from './artifact.ts';

const head = `# Every setting of Cadastre, generated from the schemas that check them. Nothing has to be set for npm start.
# NAME_FILE gives the path of a file that holds the value of NAME: the way to hand over secrets.
# They are read from the environment; no process loads a file by itself: set -a; . ./.env; set +a in a shell does.
`;

export const environmentExample: Artifact = {
  path: '.env.example',
  generate: async () => {
    const shape = {
      ...ProjectorEnvironment.shape,
      ...WorkerEnvironment.shape,
      ...StandaloneEnvironment.shape,
    };
    const sorted = Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${head}\n${describeSettings(z.object(Object.fromEntries(sorted)))}`;
  },
};
