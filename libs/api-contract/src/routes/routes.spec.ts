import { describe, expect, test } from '@jest/globals';
import { problems } from '../problems/problem-registry.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const all: [string, Route][] = Object.entries(routes);

describe('the routes', () => {
  test.each(all)('%s is known by its own id', (name, { id }) => {
    expect(id).toBe(name);
  });

  test('no two answer to the same method and path', () => {
    const places = all.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test.each(all)('%s describes exactly the parameters of its path', (_, { path, params }) => {
    const named = [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(named);
  });

  test.each(all)('%s names only problems that have a page', (_, { problems: codes, notFound }) => {
    for (const code of [...codes, ...(notFound === undefined ? [] : [notFound])]) {
      expect(Object.keys(problems)).toContain(code);
    }
  });

  test.each(all.filter(([, { kind }]) => kind === 'command'))(
    '%s, a command, is for callers with a key',
    (_, { access }) => {
      expect(access).toBe('key');
    },
  );
});
