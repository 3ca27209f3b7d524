import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalJson, eventDefinitions, isEventType, objectKinds, type EventType } from '../src/index.ts';

/**
 * `<Type>.v<version>[.<variant>].json`: what a release once stored. A stored event lives for ever, so these files are
 * never edited: SHA256SUMS says what they were (`sha256sum -c SHA256SUMS`). A new version or variant is a new file and
 * a new line. When a schema moves on, `<Type>.v<version>.now.json` beside an old file says what it is read as today;
 * that file may change with each version and is not frozen.
 */
const folder = new URL('./golden/', import.meta.url);
const golden = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.now.json'));
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const json = (name: string): unknown => JSON.parse(text(name)) as unknown;

type Stored = { readonly written_at: string; readonly data: unknown };

const parse = (name: string): { type: EventType; version: number; variant: string } => {
  const [, type = '', version, variant = ''] = /^(\w+)\.v(\d+)(?:\.([a-z-]+))?\.json$/.exec(name) ?? [];
  if (!isEventType(type)) throw new Error(`${name} is no golden file of an event`);
  return { type, version: Number(version), variant };
};

/** What today's release should make of it. */
const expected = (name: string): unknown => {
  const { type, version } = parse(name);
  if (version === eventDefinitions[type].schemaVersion) return (json(name) as Stored).data;
  return json(name.replace(/\.json$/, '.now.json'));
};

describe('stored events of every version', () => {
  test.each(golden)('%s is read by this release', (name) => {
    const { type, version } = parse(name);
    const { written_at: writtenAt, data } = json(name) as Stored;
    const read: unknown = eventDefinitions[type].read(data, version, writtenAt);
    expect(read).toEqual(expected(name));
    expect(canonicalJson(read)).toBe(canonicalJson(expected(name)));
  });

  test.each(Object.entries(eventDefinitions))(
    '%s has a golden file for each of its versions',
    (type, { schemaVersion }) => {
      const versions = golden.filter((name) => parse(name).type === type).map((name) => parse(name).version);
      for (let version = 1; version <= schemaVersion; version += 1) expect(versions).toContain(version);
    },
  );

  test('a discovery of every kind of object is among them', () => {
    const variants = golden.filter((name) => parse(name).type === 'ObjectDiscovered');
    expect(variants.map((name) => parse(name).variant)).toEqual(expect.arrayContaining(objectKinds));
  });

  test('none was ever changed', () => {
    const sums = golden.map((name) => `${createHash('sha256').update(text(name)).digest('hex')}  ${name}`);
    expect(sums.sort()).toEqual(text('SHA256SUMS').trimEnd().split('\n').sort());
  });
});
