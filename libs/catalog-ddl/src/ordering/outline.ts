import type { CatalogObject, Dependency } from '@cadastre/events';

/** What of an object decides when it is written: a few hundred bytes, whatever its size. */
export type Outline = {
  readonly kind: CatalogObject['kind'];
  readonly identity: CatalogObject['identity'];
  readonly schema: string | null;
  readonly name: string;
  readonly extension: string | null;
  readonly dependsOn: readonly Dependency[];
  readonly isUnlogged: boolean;
  /** Of the sequence of an identity column, its table. */
  readonly identityOf: { readonly schema: string; readonly name: string } | null;
};

/** Parts that are made after all objects: what they lean on is there by then. */
const lateParts: ReadonlySet<string> = new Set(['indexes', 'triggers', 'rules', 'policies', 'partition_of']);

/** Makes the outlines of one catalog. Texts and paths that come again are held once. */
export class Outliner {
  readonly #texts = new Map<string, string>();
  readonly #paths = new Map<string, Dependency['path']>();

  outlineOf(object: CatalogObject): Outline {
    const { kind, identity, schema, name, definition } = object;
    const { extension, depends_on: dependencies } = definition;
    return {
      kind: this.#once(kind),
      identity: { catalog: this.#once(identity.catalog), oid: identity.oid },
      schema: schema === null ? null : this.#once(schema),
      name,
      extension: extension === null ? null : this.#once(extension),
      dependsOn: dependencies
        .filter(({ path }) => !lateParts.has(path[0] ?? ''))
        .map((dependency) => this.#dependency(dependency)),
      isUnlogged: 'persistence' in definition && definition.persistence === 'unlogged',
      identityOf: this.#identityOf(object),
    };
  }

  #dependency({ catalog, oid, column, path }: Dependency): Dependency {
    return { catalog: this.#once(catalog), oid, column, path: this.#path(path) };
  }

  #identityOf(object: CatalogObject): Outline['identityOf'] {
    if (object.kind !== 'sequence' || object.definition.identity_kind === null) return null;
    const { owned_by: owner } = object.definition;
    return owner === null ? null : { schema: this.#once(owner.schema), name: owner.name };
  }

  #once<Text extends string>(text: Text): Text {
    const known = this.#texts.get(text);
    if (known !== undefined) return known as Text;
    this.#texts.set(text, text);
    return text;
  }

  #path(path: Dependency['path']): Dependency['path'] {
    const key = path.join('/');
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    this.#paths.set(key, path);
    return path;
  }
}
