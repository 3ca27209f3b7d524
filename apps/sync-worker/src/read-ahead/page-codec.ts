import type { CatalogObject } from '@cadastre/events';
import type { IntrospectedObject } from '@cadastre/pg-introspection';

const linesOfObject = 3;

/** Three lines an object: all but its definition, the definition, the digest. JSON has no line breaks of its own. */
export const encodePage = (objects: readonly IntrospectedObject[]): Buffer =>
  Buffer.from(
    objects
      .flatMap(({ object, json, hash }) => [JSON.stringify({ ...object, definition: null }), json, hash])
      .join('\n'),
  );

export const decodePage = (bytes: Buffer): IntrospectedObject[] => {
  if (bytes.length === 0) return [];
  const lines = bytes.toString().split('\n');
  return Array.from({ length: lines.length / linesOfObject }, (_, index) => {
    const [head = '', json = '', hash = ''] = lines.slice(index * linesOfObject, (index + 1) * linesOfObject);
    // The definition keeps its place among the keys: an object is the same text whichever way it came.
    const object = { ...(JSON.parse(head) as CatalogObject), definition: JSON.parse(json) as unknown };
    return { object: object as CatalogObject, json, hash };
  });
};
