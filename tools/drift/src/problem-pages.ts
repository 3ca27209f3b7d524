import { problemCodes, problems } from '@cadastre/api-contract';
import { problemMarkdown } from '@cadastre/integration-api';
import type { Artifact } from './artifact.ts';

/** What a problem's `type` leads to: one page each. */
export const problemPages: readonly Artifact[] = problemCodes.map((code) => ({
  path: `docs/problems/${code}.md`,
  generate: async () => problemMarkdown(code, problems[code]),
}));
