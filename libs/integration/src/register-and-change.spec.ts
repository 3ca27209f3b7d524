import { describe, expect, test } from '@jest/globals';
import {
  CredentialChanged,
  IntegrationEnabled,
  IntegrationOptionsChanged,
  IntegrationRenamed,
} from '@cadastre/events';
import * as example from '../test/examples.ts';
import { given, statesAfter, type States } from '../test/scenario.ts';
import { changeCredential } from './commands/change-credential.ts';
import { changeOptions } from './commands/change-options.ts';
import { disableIntegration } from './commands/disable-integration.ts';
import { enableIntegration } from './commands/enable-integration.ts';
import { registerIntegration } from './commands/register-integration.ts';
import { renameIntegration } from './commands/rename-integration.ts';
import {
  CredentialVersionTaken,
  IntegrationAlreadyRegistered,
  IntegrationNotFound,
} from './errors/integration-errors.ts';

const { shop, firstSync, secondSync, at, target, options } = example;

describe('registering', () => {
  const register =
    (change: { name?: string } = {}) =>
    ({ integration }: States) =>
      registerIntegration(integration, {
        integrationId: shop,
        name: 'shop',
        target,
        credentialVersion: 1,
        options,
        syncId: firstSync,
        at,
        ...change,
      });

  test('puts the integration on the register and requests its first sync in one commit', () => {
    given()
      .when(register())
      .then(...example.justRegistered);
  });

  test('does nothing when the same registration comes again', () => {
    given(...example.idle)
      .when(register())
      .thenNothing();
  });

  test('refuses another integration under a taken id, even a deleted one', () => {
    given(...example.idle)
      .when(register({ name: 'other' }))
      .thenRefused(IntegrationAlreadyRegistered, { integrationId: shop });
    given(...example.idle, example.deleted())
      .when(register())
      .thenRefused(IntegrationAlreadyRegistered);
  });
});

describe('changing', () => {
  const rename =
    (name: string) =>
    ({ integration }: States) =>
      renameIntegration(integration, { integrationId: shop, name, at });
  const setOptions =
    (next: typeof options) =>
    ({ integration }: States) =>
      changeOptions(integration, { integrationId: shop, options: next, at });
  const setCredential =
    (credentialVersion: number, host = target.host as string) =>
    ({ integration }: States) =>
      changeCredential(integration, {
        integrationId: shop,
        target: { ...target, host },
        credentialVersion,
        at,
      });

  test('renames, and does nothing when the name is that already', () => {
    const renamed = IntegrationRenamed.create({ integration_id: shop, name: 'store', renamed_at: at });
    given(...example.idle)
      .when(rename('store'))
      .then(renamed);
    given(...example.idle, renamed)
      .when(rename('store'))
      .thenNothing();
  });

  test('replaces the options as a whole, and does nothing when they are those already', () => {
    const next = { ...options, exclude_schemas: ['audit'] };
    const changed = IntegrationOptionsChanged.create({
      integration_id: shop,
      options: next,
      changed_at: at,
    });
    given(...example.idle)
      .when(setOptions(next))
      .then(changed);
    given(...example.idle, changed)
      .when(setOptions(next))
      .thenNothing();
  });

  test('takes a new credential under a greater version, and does nothing when it comes again', () => {
    const changed = CredentialChanged.create({
      integration_id: shop,
      target: { ...target, host: 'db2.example.com' },
      credential_version: 2,
      changed_at: at,
    });
    given(...example.idle)
      .when(setCredential(2, 'db2.example.com'))
      .then(changed);
    given(...example.idle, changed)
      .when(setCredential(2, 'db2.example.com'))
      .thenNothing();
  });

  test('refuses a credential that was made from a state that is past', () => {
    given(...example.idle)
      .when(setCredential(1, 'db2.example.com'))
      .thenRefused(CredentialVersionTaken, { present: 1 });
  });

  test.each([
    ['never registered', []],
    ['deleted', [...example.idle, example.deleted()]],
  ])('refuses every change of an integration that was %s', (_, history) => {
    for (const change of [rename('x'), setOptions(options), setCredential(2)]) {
      given(...history)
        .when(change)
        .thenRefused(IntegrationNotFound, { integrationId: shop });
    }
  });

  test('folds to the state that the events tell', () => {
    const { integration } = statesAfter([
      ...example.syncing,
      example.followUpQueued(secondSync),
      example.disabled(),
    ]);
    expect(integration).toEqual({
      integrationId: shop,
      status: 'disabled',
      name: 'shop',
      target,
      credentialVersion: 1,
      options,
      activeSyncId: firstSync,
      followUpSyncId: secondSync,
    });
  });
});

describe('disabling and enabling', () => {
  const disable = ({ integration }: States) => disableIntegration(integration, { integrationId: shop, at });
  const enable = ({ integration }: States) => enableIntegration(integration, { integrationId: shop, at });
  const enabled = IntegrationEnabled.create({ integration_id: shop, enabled_at: at });

  test('disables once, and lets an open sync go on', () => {
    given(...example.syncing)
      .when(disable)
      .then(example.disabled());
    given(...example.syncing, example.disabled())
      .when(disable)
      .thenNothing();
  });

  test('enables once', () => {
    given(...example.idle, example.disabled())
      .when(enable)
      .then(enabled);
    given(...example.idle)
      .when(enable)
      .thenNothing();
  });

  test('opens the follow-up that waited for the integration to be enabled', () => {
    given(
      ...example.syncing,
      example.followUpQueued(secondSync),
      example.disabled(),
      example.completed(firstSync),
      example.closed(firstSync, 'COMPLETED'),
    )
      .when(enable)
      .then(enabled, example.opened(secondSync), example.requested(secondSync, 'follow-up'));
  });

  test('leaves the follow-up waiting while the sync before it is still open', () => {
    given(...example.syncing, example.followUpQueued(secondSync), example.disabled())
      .when(enable)
      .then(enabled);
  });
});
