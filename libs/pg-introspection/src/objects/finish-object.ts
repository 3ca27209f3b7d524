import { hash } from 'node:crypto';
import type { CatalogObject } from '@cadastre/events';

/** An object, its definition as text, and the digest of that text. */
export type IntrospectedObject = {
  readonly object: CatalogObject;
  /**
   * The definition as canonical JSON (keys in code-unit order, no white space): the same definition is the same
   * text, however it came to be.
   */
  readonly json: string;
  /** SHA-256 of `json`, in hex. Name and schema are not part of it: a rename is not an alteration. */
  readonly hash: string;
};

/** Readers assemble definitions with their keys in order already, so plain `JSON.stringify` is canonical. */
export const finishObject = (object: CatalogObject): IntrospectedObject => {
  const json = JSON.stringify(object.definition);
  return { object, json, hash: hash('sha256', json) };
};
