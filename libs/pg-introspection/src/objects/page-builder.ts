import type { IntrospectedObject } from './finish-object.ts';

const maxObjects = 100;
/** Characters of JSON: a page of very wide tables is a short one. */
const maxJson = 1_000_000;

/** Fills pages that are bounded in number and in size. */
export class PageBuilder {
  #objects: IntrospectedObject[] = [];
  #json = 0;

  /** The page that this object completes, if it does. */
  add(object: IntrospectedObject): IntrospectedObject[] | null {
    this.#objects.push(object);
    this.#json += object.json.length;
    return this.#objects.length >= maxObjects || this.#json >= maxJson ? this.take() : null;
  }

  /** What is left; null for nothing. */
  take(): IntrospectedObject[] | null {
    const page = this.#objects;
    this.#objects = [];
    this.#json = 0;
    return page.length === 0 ? null : page;
  }
}
