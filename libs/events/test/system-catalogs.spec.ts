import { expect, test } from '@jest/globals';
import { SystemCatalog } from '../src/index.ts';

/** Workers keep an object's catalog as its place in this list. */
test('system catalogs keep their places: a new one comes behind these', () => {
  expect(SystemCatalog.options).toEqual([
    'pg_namespace',
    'pg_extension',
    'pg_type',
    'pg_class',
    'pg_proc',
    'pg_cast',
    'pg_collation',
    'pg_operator',
    'pg_opclass',
    'pg_opfamily',
    'pg_conversion',
    'pg_publication',
    'pg_subscription',
    'pg_event_trigger',
    'pg_foreign_data_wrapper',
    'pg_foreign_server',
    'pg_user_mapping',
    'pg_statistic_ext',
    'pg_ts_config',
    'pg_ts_dict',
    'pg_ts_parser',
    'pg_ts_template',
    'pg_language',
    'pg_transform',
    'pg_am',
    'pg_default_acl',
    'pg_init_privs',
  ]);
});
