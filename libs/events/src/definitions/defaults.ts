/**
 * What the fields that definitions gained with version 2 of the catalog events hold where they were not read: nothing that
 * anybody set. Also for examples, which then name only what they are about.
 */
export const commonDefaults = { privileges: null, initial_privileges: null, depends_on: [] };

export const columnDefaults = { settings: null };
export const constraintDefaults = { no_inherit: false, is_inherited: false };
export const indexDefaults = { settings: null };
export const triggerDefaults = { is_inherited: false };

export const tableDefaults = { ...commonDefaults, toast_options: [], of_type: null, rules: [], policies: [] };
export const viewDefaults = { ...commonDefaults, rules: [] };
export const materializedViewDefaults = { ...commonDefaults, toast_options: [], rules: [] };
export const sequenceDefaults = { ...commonDefaults, identity_kind: null };
export const routineDefaults = { ...commonDefaults, aggregate: null };
export const typeDefaults = { ...commonDefaults, range: null, base: null, is_defined: true };
