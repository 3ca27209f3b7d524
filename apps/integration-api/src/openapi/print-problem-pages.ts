import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemCodes, problems } from '@cadastre/api-contract';
import { problemMarkdown } from './problem-page.ts';

/** `node apps/integration-api/dist/openapi/print-problem-pages.js docs/problems` */
const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder that the pages go to');
for (const code of problemCodes) {
  writeFileSync(join(folder, `${code}.md`), problemMarkdown(code, problems[code]));
}
