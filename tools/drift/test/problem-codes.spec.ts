import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { problemCodes, problems, type ProblemEntry } from '@cadastre/api-contract';
import { TargetFailure, targetFailureClasses } from '@cadastre/target-connection';
import { root } from './infra/files.ts';

/** Those that end a process at its start or a command of the command line, or stay between our own parts. */
const withoutPage = [
  // A start that cannot go on: what to do stands in the message and the hint.
  'data-folder-locked',
  'data-folder-not-usable',
  'database-not-usable',
  'egress-rule-invalid',
  'embedded-postgres-failed',
  'embedded-postgres-unsupported',
  'kafka-topic-unusable',
  'key-file-unusable',
  'keys-missing',
  'port-not-usable',
  'role-not-bound',
  'settings-invalid',
  // `npm run cadastre -- rebuild`.
  'nothing-to-rebuild',
  'rebuild-under-way',
  // An attempt that has to stop: it writes nothing any more.
  'job-interrupted',
  'lease-lost',
  'sync-activity-not-running',
  'sync-attempt-superseded',
  'sync-not-started',
  // The API reads with the tenant of its caller: it finds no such stream to write to.
  'stream-not-found',
];

type Written = {
  readonly file: string;
  readonly kind?: string;
  readonly code: string;
  readonly title?: string;
};

const sources = ts.sys
  .readDirectory(
    root,
    ['.ts'],
    ['**/node_modules', '**/dist', '**/test', '**/*.spec.ts', '**/generated'],
    ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/*/src/**/*.ts'],
  )
  .map((file) => path.relative(root, file));

const wordOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;

/** The words that a class or a literal gives its members. */
const wordsOf = (members: readonly ts.Node[]): Map<string, string> =>
  new Map(
    members.flatMap((member): [string, string][] => {
      if (!ts.isPropertyDeclaration(member) && !ts.isPropertyAssignment(member)) return [];
      const word = wordOf(member.initializer);
      return word === undefined ? [] : [[member.name.getText(), word]];
    }),
  );

const isError = (node: ts.Node): node is ts.ClassDeclaration =>
  ts.isClassDeclaration(node) &&
  (node.heritageClauses?.some((clause) => /\bAppError\b/.test(clause.getText())) ?? false);

/** Classes of errors, and errors written down as they are stored: a code with a detail. */
const writtenIn = (file: string): Written[] => {
  const found: Written[] = [];
  const visit = (node: ts.Node): void => {
    const members = isError(node) ? node.members : ts.isObjectLiteralExpression(node) ? node.properties : [];
    const { code, detail, ...facts } = Object.fromEntries(wordsOf([...members])) as Partial<Written> & {
      detail?: string;
    };
    const { kind, title } = facts;
    if (code !== undefined && isError(node)) found.push({ file, kind, code, title });
    if (code !== undefined && detail !== undefined && /^[a-z]/.test(code)) found.push({ file, code });
    ts.forEachChild(node, visit);
  };
  const text = readFileSync(path.join(root, file), 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
};

const written = sources.flatMap(writtenIn);
const failures = targetFailureClasses.map((name) => new TargetFailure(name, null, { detail: '' }));
const entries: Readonly<Record<string, ProblemEntry | undefined>> = problems;

describe('the codes of errors', () => {
  test('are found in the sources', () => {
    expect(written.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['drop-guard', 'attempts-exhausted', 'internal', 'lease-lost', 'unavailable']),
    );
  });

  test('have a page each, or are named as inside ones', () => {
    const known = new Set<string>([...problemCodes, ...withoutPage]);
    const codes = [...written, ...failures].map(({ code }) => code);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
    expect(withoutPage.filter((code) => code in problems || !codes.includes(code))).toEqual([]);
  });

  test('mean one kind and one title, in the class and on the page', () => {
    const told = [...written.filter(({ kind }) => kind !== undefined), ...failures].filter(
      ({ code }) => code in problems,
    );
    expect(told.length).toBeGreaterThan(30);
    expect(told.map(({ code, kind, title }) => [code, kind, title])).toEqual(
      told.map(({ code }) => [code, entries[code]?.kind, entries[code]?.title]),
    );
  });

  test.each(failures)('$code: the page says whether another sync may succeed', ({ code, isTransient }) => {
    expect(entries[code]).toMatchObject({ isOfSync: true, retryable: isTransient });
  });
});
