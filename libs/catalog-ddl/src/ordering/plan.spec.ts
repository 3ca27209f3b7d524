import { describe, expect, test } from '@jest/globals';
import type { Outline } from './outline.ts';
import { planDdl } from './plan.ts';

type Leaning = readonly [name: string, path?: string, column?: number];

const catalogs: Partial<Record<Outline['kind'], Outline['identity']['catalog']>> = {
  schema: 'pg_namespace',
  extension: 'pg_extension',
  type: 'pg_type',
  routine: 'pg_proc',
};

/** Objects by name, each with its kind and what it leans on. */
const outlines = (objects: Record<string, readonly [Outline['kind'], ...Leaning[]]>): Outline[] => {
  const names = Object.keys(objects);
  const identity = (name: string): Outline['identity'] => ({
    catalog: catalogs[objects[name]?.[0] ?? 'table'] ?? 'pg_class',
    oid: 20_000 + names.indexOf(name),
  });
  return names.map((name) => {
    const [kind, ...leanings] = objects[name] ?? ['table'];
    return {
      kind,
      identity: identity(name),
      schema: 's',
      name,
      extension: name.startsWith('member') ? 'ext' : null,
      isUnlogged: false,
      identityOf: null,
      dependsOn: leanings.map(([to, path = '', column]) => ({
        ...identity(to),
        column: column ?? null,
        path: path === '' ? [] : path.split('/'),
      })),
    };
  });
};

const planned = (objects: Parameters<typeof outlines>[0]) => {
  const nodes = outlines(objects);
  const plan = planDdl(nodes);
  const nameOf = ({ oid }: { oid: number }) => nodes.find(({ identity }) => identity.oid === oid)?.name;
  return {
    steps: plan.steps.map(({ identity, isBeginning }) => `${isBeginning ? 'begin ' : ''}${nameOf(identity)}`),
    begins: plan.begins.map(nameOf),
    splitOf: (name: string) => [
      ...plan.makingOf(nodes.find((node) => node.name === name)?.identity ?? { catalog: 'pg_class', oid: 0 })
        .split,
    ],
  };
};

describe('the order of a database', () => {
  test('follows what leans on what, across kinds', () => {
    const { steps } = planned({
      view: ['view', ['function']],
      function: ['routine', ['table']],
      table: ['table', ['type', 'columns/1/type']],
      type: ['type'],
    });
    expect(steps).toEqual(['type', 'table', 'function', 'view']);
  });

  test('what leans on a member of an extension leans on the extension', () => {
    const { steps } = planned({
      a_type: ['type', ['member']],
      ext: ['extension', ['z_extension']],
      z_extension: ['extension'],
      member: ['routine'],
    });
    expect(steps.indexOf('ext')).toBeLessThan(steps.indexOf('a_type'));
    expect(steps.indexOf('z_extension')).toBeLessThan(steps.indexOf('ext'));
  });
});

describe('a circle', () => {
  test('through a default is broken by adding the default later, and nothing else is', () => {
    const { steps, splitOf } = planned({
      table: ['table', ['f', 'columns/2/default'], ['g', 'columns/3/default']],
      f: ['routine', ['table']],
      g: ['routine'],
    });
    expect(steps.indexOf('table')).toBeLessThan(steps.indexOf('f'));
    expect(steps.indexOf('g')).toBeLessThan(steps.indexOf('table'));
    expect(splitOf('table')).toEqual(['columns/2/default']);
  });

  test('of a base type and its functions begins with the name of the type', () => {
    const { steps, begins } = planned({
      type: ['type', ['in'], ['out']],
      in: ['routine', ['type']],
      out: ['routine', ['type']],
      user: ['routine', ['type']],
    });
    expect(begins).toEqual(['type']);
    expect(steps).toEqual(['in', 'out', 'type', 'user']);
  });

  test('through a check of a domain does not begin the domain as a name', () => {
    const { steps, begins, splitOf } = planned({
      domain: ['type', ['f', 'domain/constraints/ok']],
      f: ['routine', ['domain']],
    });
    expect([begins, steps, splitOf('domain')]).toEqual([[], ['domain', 'f'], ['domain/constraints/ok']]);
  });

  test('of views begins one of them, after the types of its columns', () => {
    const { steps } = planned({
      view: ['view', ['f'], ['type', 'columns/1/type']],
      f: ['routine', ['view']],
      type: ['type'],
    });
    expect(steps).toEqual(['type', 'begin view', 'f', 'view']);
  });

  test('that nothing can break is gone through in the order of creation', () => {
    const { steps } = planned({ a: ['routine', ['b']], b: ['routine', ['a']] });
    expect(steps).toEqual(['a', 'b']);
  });
});

test('a chain of 50,000 views is no matter of stack', () => {
  const nodes = Array.from({ length: 50_000 }, (_, at): Outline => ({
    kind: 'view',
    identity: { catalog: 'pg_class', oid: 20_000 + at },
    schema: 's',
    name: `v${at}`,
    extension: null,
    isUnlogged: false,
    identityOf: null,
    dependsOn: at === 49_999 ? [] : [{ catalog: 'pg_class', oid: 20_001 + at, column: null, path: [] }],
  }));
  expect(planDdl(nodes).steps.at(0)?.identity.oid).toBe(69_999);
});
