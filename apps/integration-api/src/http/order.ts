import type { Direction } from '@cadastre/catalog-read-model';

/** `name` or, descending, `-name`. */
export const orderOf = <Sort extends string>(
  sort: Sort | `-${Sort}`,
): { sort: Sort; direction: Direction } =>
  sort.startsWith('-')
    ? { sort: sort.slice(1) as Sort, direction: 'desc' }
    : { sort: sort as Sort, direction: 'asc' };
