import { z } from 'zod';
import { toComponent } from './schema-reference.ts';

type JsonSchema = Record<string, unknown>;

const generate = (io: 'input' | 'output'): Record<string, JsonSchema> =>
  z.toJSONSchema(z.globalRegistry, {
    io,
    uri: toComponent,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // An answer may gain members in a later release; clients must not refuse them.
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  }).schemas;

/**
 * Every schema with an id, under `components.schemas`: what requests reach as it is sent (defaults optional), the
 * rest as it is answered. One id for two shapes would be a lie, so that is refused.
 */
export const componentSchemas = (requestIds: readonly string[], answerIds: readonly string[]) => {
  const sent = generate('input');
  const answered = generate('output');
  const inRequests = reachable(sent, requestIds);
  const inAnswers = reachable(answered, answerIds);
  const schemas: Record<string, JsonSchema> = {};
  for (const id of [...new Set([...inRequests, ...inAnswers])].sort()) {
    const [asSent, asAnswered] = [withoutIdentity(sent[id]), withoutIdentity(answered[id])];
    if (inRequests.has(id) && inAnswers.has(id) && JSON.stringify(asSent) !== JSON.stringify(asAnswered)) {
      throw new Error(`Schema ${id} is sent and answered in different shapes: give them two ids`);
    }
    schemas[id] = inRequests.has(id) ? asSent : asAnswered;
  }
  return schemas;
};

const withoutIdentity = ({
  $schema: _dialect,
  $id: _address,
  id: _id,
  ...schema
}: JsonSchema = {}): JsonSchema => schema;

const reachable = (schemas: Record<string, JsonSchema>, roots: readonly string[]): Set<string> => {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const [, target] of JSON.stringify(schemas[id] ?? {}).matchAll(
      /"#\/components\/schemas\/([^"]+)"/g,
    )) {
      if (target !== undefined) waiting.push(target);
    }
  }
  return found;
};
