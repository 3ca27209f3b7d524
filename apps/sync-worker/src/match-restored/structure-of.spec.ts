import { expect, test } from '@jest/globals';
import type { CatalogObject } from '@cadastre/events';
import { structureOf } from './structure-of.ts';

const routine = (definition: string): CatalogObject =>
  ({
    kind: 'routine',
    definition: { definition, identity_arguments: 'n integer', language: 'sql' },
  }) as unknown as CatalogObject;
const head = 'CREATE OR REPLACE FUNCTION public.f(n integer)\n RETURNS integer\n LANGUAGE sql';
const hashOf = (definition: string): string | undefined => structureOf(routine(definition))?.[2];

test('a routine is its arguments, its language and its body, whatever its name', () => {
  const one = structureOf(routine(`${head}\nAS $function$select 1$function$\n`));
  expect(one).toEqual(['n integer', 'sql', expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(structureOf(routine(`${head.replace('.f', '.g')}\nAS $function$select 1$function$\n`))).toEqual(one);
  expect(hashOf(`${head}\nAS $function$select 2$function$\n`)).not.toBe(one?.[2]);
});

test('a body may hold what begins one, under the tag that PostgreSQL chose for it', () => {
  const inner = 'select 1\nAS $function$x$function$\n';
  expect(hashOf(`${head}\nAS $functionx$${inner}$functionx$\n`)).toBe(
    hashOf(`${head}\nAS $functionxx$${inner}$functionxx$\n`),
  );
});

test.each([
  ['none', head],
  ['one that was cut', `${head}\nAS $function$select\n[shortened by Cadastre: 9 characters, md5 0]`],
  ['one that was cut and begins again and again', `${head}${'\nAS $function$'.repeat(30_000)}x`],
  ['an end without a beginning', `${head}\nAS $function$`],
])('of %s nothing is said', (_, definition) => {
  expect(structureOf(routine(definition))).toBeNull();
});
