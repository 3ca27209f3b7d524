import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Artifact } from './artifact.ts';
import { runBuf } from './buf.ts';

const contract = path.join(import.meta.dirname, '../../../libs/grpc-contract');
const generated = 'src/generated';

/** Messages and services of the proto files as TypeScript. A file that nothing generates any more is stale too. */
export const grpcTypes = (): Artifact[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-grpc-types-'));
  try {
    if (runBuf(['generate', '--output', folder], { cwd: contract }) !== 0)
      throw new Error('The types of the proto files could not be generated');
    const made = filesIn(path.join(folder, generated));
    const left = filesIn(path.join(contract, generated)).filter((file) => !made.includes(file));
    if (left.length > 0)
      throw new Error(`No proto file makes libs/grpc-contract/${generated}/${left.join(', ')}`);
    return made.map((file) => {
      const text = readFileSync(path.join(folder, generated, file), 'utf8');
      return { path: path.posix.join('libs/grpc-contract', generated, file), generate: async () => text };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
