import type { Artifact } from './artifact.ts';
import { asyncApi } from './async-api.ts';
import { environmentExample } from './environment-example.ts';
import { grpcTypes } from './grpc-types.ts';
import { metricsPage } from './metrics-page.ts';
import { openApi } from './open-api.ts';
import { problemPages } from './problem-pages.ts';
import { schemaDump } from './schema-dump.ts';

/** Everything that is generated and committed. */
export const artifacts = (): readonly Artifact[] => [
  environmentExample,
  openApi,
  asyncApi,
  metricsPage,
  ...problemPages,
  schemaDump,
  ...grpcTypes(),
];
