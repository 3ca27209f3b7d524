import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Artifact } from './artifact.ts';
import { artifacts } from './artifacts.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** As it is committed: pages in the format that all prose is in, the rest as its generator writes it. */
const rendered = async ({ path: file, generate }: Artifact): Promise<string> => {
  const text = await generate();
  const isFormatted = file.endsWith('.md');
  return isFormatted
    ? format(text, { ...(await resolveConfig(path.join(root, file))), filepath: file })
    : text;
};

const mode = process.argv[2];
if (mode !== 'write' && mode !== 'check') {
  process.stderr.write('usage: node tools/drift/dist/main.js write | check\n');
  process.exit(1);
}
let stale = 0;
const all = artifacts();
for (const artifact of all) {
  const file = path.join(root, artifact.path);
  const text = await rendered(artifact);
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (isCurrent) continue;
  stale += 1;
  process.stdout.write(`${mode === 'write' ? 'wrote' : 'stale:'} ${artifact.path}\n`);
  if (mode !== 'write') continue;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (mode === 'check' && stale > 0) {
  process.stdout.write('Run npm run generate and commit what it writes.\n');
  process.exitCode = 1;
} else process.stdout.write(`${all.length} generated files are ${stale > 0 ? 'written' : 'up to date'}\n`);
