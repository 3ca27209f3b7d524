type Named = { readonly name: string };

/** JavaScript's code-unit order: the one that `applyChanges` keeps parts in. */
export const byName = (a: Named, b: Named): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
