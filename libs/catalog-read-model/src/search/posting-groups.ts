import type { SearchEntry, SearchField } from './search-entries.ts';

/** An object as postings point to it. */
export type PostingPlace = {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly schema: string;
  readonly kind: string;
  readonly oid: number;
};

export type PostingRow = Omit<PostingPlace, 'oid'> & {
  readonly field: SearchField;
  readonly name: string;
  readonly bucket: number;
  readonly oids: number[];
};

/** OIDs of one array span at most this; a table and its parts take some ten OIDs. */
const bucketSize = 16_384;

/** Collects which objects have which names, in the rows that the index keeps them in. */
export class PostingGroups {
  private readonly groups = new Map<string, Map<string, PostingRow>>();

  add({ oid, ...place }: PostingPlace, entries: Iterable<SearchEntry>): void {
    const bucket = Math.floor(oid / bucketSize);
    // The schema is last: it may hold any character, the others no blank.
    const key = `${place.tenant_id} ${place.integration_id} ${place.kind} ${bucket} ${place.schema}`;
    const group = this.groups.get(key) ?? new Map<string, PostingRow>();
    this.groups.set(key, group);
    for (const { field, name } of entries) {
      const known = group.get(`${field} ${name}`);
      if (known) known.oids.push(oid);
      else group.set(`${field} ${name}`, { ...place, field, name, bucket, oids: [oid] });
    }
  }

  rows(): PostingRow[] {
    return [...this.groups.values()].flatMap((group) => [...group.values()]);
  }
}
