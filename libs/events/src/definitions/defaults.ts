/**
 * What the fields that definitions gained after version 1 of the catalog events hold where they were not read: nothing that
 * anybody set. Also for examples, which then name only what they are about.
 */
export const commonDefaults = {
  privileges: null,
  initial_privileges: null,
  depends_on: [],
  security_labels: [],
};

export const columnDefaults = { settings: null };
export const columnSettingsDefaults = { security_labels: [] };
export const constraintDefaults = { no_inherit: false, is_inherited: false };
export const indexDefaults = { settings: null };
export const indexSettingsDefaults = { depends_on_extensions: [] };
export const triggerDefaults = { is_inherited: false, depends_on_extensions: [] };

export const tableDefaults = { ...commonDefaults, toast_options: [], of_type: null, rules: [], policies: [] };
export const viewDefaults = { ...commonDefaults, rules: [] };
export const materializedViewDefaults = {
  ...commonDefaults,
  toast_options: [],
  rules: [],
  depends_on_extensions: [],
};
export const sequenceDefaults = { ...commonDefaults, identity_kind: null };
export const routineDefaults = { ...commonDefaults, aggregate: null, depends_on_extensions: [] };
export const typeDefaults = { ...commonDefaults, range: null, base: null, is_defined: true };
