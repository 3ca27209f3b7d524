import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const io = ['@nestjs/*', 'pg', 'pg-cursor', 'pino', 'nestjs-pino', 'typeorm'];

/** Imports go one way. A planted violation is caught by tools/drift's boundary test. */
const depConstraints = [
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:composition',
      'type:adapter',
      'type:domain',
      'type:contract',
      'type:util',
    ],
  },
  {
    sourceTag: 'type:composition',
    onlyDependOnLibsWithTags: ['type:adapter', 'type:contract', 'type:util'],
  },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:contract', 'type:util'],
    bannedExternalImports: ['@nestjs/*'],
  },
  {
    sourceTag: 'type:domain',
    onlyDependOnLibsWithTags: ['type:contract', 'type:util'],
    bannedExternalImports: io,
  },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract'], bannedExternalImports: io },
  { sourceTag: 'type:util', onlyDependOnLibsWithTags: ['type:util'], bannedExternalImports: ['@nestjs/*'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contract', 'type:util'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:testing', 'type:contract', 'type:util'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'runtime:web', onlyDependOnLibsWithTags: ['runtime:web', 'runtime:any'] },
  { sourceTag: 'runtime:node', onlyDependOnLibsWithTags: ['runtime:node', 'runtime:any'] },
  { sourceTag: 'runtime:any', onlyDependOnLibsWithTags: ['runtime:any'] },
];

/** Only target-connection may reach out; only these may listen, spawn or read the environment. */
const sockets = [
  'node:net',
  'node:tls',
  'node:http',
  'node:https',
  'node:dgram',
  'node:dns',
  'node:dns/promises',
  'net',
  'tls',
  'http',
  'https',
  'dns',
];

const boundaries = (constraints) => [
  'error',
  { enforceBuildableLibDependency: false, allow: [], depConstraints: constraints },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/*.mjs',
      '**/*.js',
      '**/*.json',
      '.nx/**',
      '**/src/generated/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: {
        project: [`${import.meta.dirname}/tsconfig.specs.json`],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(depConstraints),
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports promise asynchrony that one implementation may not need.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { paths: sockets.map((name) => ({ name, message: 'Only libs/target-connection opens sockets.' })) },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in config.ts only.' },
      ],
    },
  },
  {
    files: ['libs/target-connection/src/**/*.ts', 'libs/embedded-postgres/src/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/config.ts', 'libs/embedded-postgres/src/**/*.ts', 'libs/testing/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    // The one app that is made of the other apps.
    files: ['apps/standalone/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        depConstraints.map((constraint) =>
          constraint.sourceTag === 'type:app'
            ? {
                ...constraint,
                onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'type:app'],
              }
            : constraint,
        ),
      ),
    },
  },
  {
    files: ['tools/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // Specs may use the test tools and drive the system from outside; answers of the API are untyped there on purpose.
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries([
        { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contract', 'type:util'] },
        { sourceTag: '*', onlyDependOnLibsWithTags: ['*'] },
      ]),
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-console': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
