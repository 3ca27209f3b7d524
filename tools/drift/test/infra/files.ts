import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
export const isThere = (file: string): boolean => existsSync(path.join(root, file));
export const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

/** Every document of a YAML file, merge keys carried out. @throws on a warning too, such as a key that stands twice */
export const documents = (file: string): any[] =>
  parseAllDocuments(read(file), { merge: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw new Error(`${file}: ${problem.message}`);
    return document.toJS();
  });

/** Whether a program of the image has a source: `apps/x/dist/main.js` comes from `apps/x/src/main.ts`. */
export const hasSource = (program: string): boolean =>
  isThere(program.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));

/** What Node is told to run, behind what is meant for Node itself. */
export const programOf = (args: readonly string[]): string =>
  args.find((argument) => !argument.startsWith('-')) ?? '';

/** `ENV` of the Dockerfile. */
export const imageEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    [...(/^ENV ((?:.*\\\n)*.*)$/m.exec(read('Dockerfile'))?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
