/** What the demonstration shows of the catalog's answers; the full shapes are in /openapi.json. */
export type SchemaItem = { readonly name: string; readonly counts: { readonly relations: number } };

export type RelationItem = {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly column_count: number;
  readonly row_estimate: number | null;
  readonly comment: string | null;
};

type Part = { readonly name: string; readonly definition: string };

export type RelationDetail = RelationItem & {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly not_null: boolean;
    readonly comment: string | null;
  }[];
  readonly constraints: readonly (Part & { readonly type: string })[];
  readonly indexes: readonly Part[];
  readonly triggers: readonly Part[];
};

export type SearchHit = {
  readonly qualified_name: string;
  readonly kind: string;
  readonly reason: string;
  readonly matches: readonly { readonly field: string; readonly text: string }[];
};
