import { ConnectionTest } from '../integrations/connection-test.ts';
import { Integration, RegisteredIntegration } from '../integrations/integration.ts';
import {
  ChangeIntegrationInput,
  RegisterIntegrationInput,
  RequestSyncInput,
  TestConnectionInput,
} from '../integrations/requests.ts';
import type { AnsweredCode } from '../problems/problem-registry.ts';
import { SyncAccepted } from '../syncs/sync.ts';
import { integrationParams } from './parameters.ts';
import { defineRoute } from './route.ts';

const connectionProblems = [
  'connection-failed-at-egress',
  'connection-failed-at-dns',
  'connection-failed-at-tcp',
  'connection-failed-at-tls',
  'connection-failed-at-authentication',
  'connection-failed-at-database',
  'connection-failed-at-privileges',
] as const satisfies readonly AnsweredCode[];

const tag = 'Integrations';
const ofOne = { tag, params: integrationParams, notFound: 'integration-not-found', access: 'key' } as const;

export const integrationCommands = {
  registerIntegration: defineRoute({
    id: 'registerIntegration',
    method: 'POST',
    path: '/integrations',
    tag,
    kind: 'command',
    access: 'key',
    summary: 'Register a database',
    description:
      'The credential is tried first, within 5 s. If that works the integration is saved and its first sync starts; if not, nothing is saved and the problem names the step that failed. A database that is registered already is registered once more, and `same_database` says so. `warnings` tells of a role that may do more than it takes, or sees less than there is.',
    body: RegisterIntegrationInput,
    triesCredential: true,
    answers: [
      {
        status: 201,
        description: 'Registered; the first sync has been requested',
        body: RegisteredIntegration,
        headers: { Location: 'Path of the integration' },
      },
    ],
    problems: connectionProblems,
  }),
  testConnection: defineRoute({
    id: 'testConnection',
    method: 'POST',
    path: '/integrations/test',
    tag,
    kind: 'check',
    access: 'key',
    summary: 'Try a credential without saving anything',
    description: 'Answers 200 whether or not the connection works; `ok` and `failed_step` say so.',
    body: TestConnectionInput,
    triesCredential: true,
    answers: [{ status: 200, description: 'Every step with outcome and time', body: ConnectionTest }],
    problems: [],
  }),
  changeIntegration: defineRoute({
    ...ofOne,
    id: 'changeIntegration',
    method: 'PATCH',
    path: '/integrations/{integration_id}',
    kind: 'command',
    summary: 'Rename, change options or credential',
    description:
      'All or nothing. A changed credential is tried first, as at registration. A change of host, port, username, TLS mode or CA needs the password again. A sync that waits for its next attempt begins it at once when address or credential are changed.',
    body: ChangeIntegrationInput,
    triesCredential: true,
    answers: [{ status: 200, description: 'As it is now', body: Integration }],
    problems: [...connectionProblems, 'stream-version-conflict'],
  }),
  disableIntegration: defineRoute({
    ...ofOne,
    id: 'disableIntegration',
    method: 'POST',
    path: '/integrations/{integration_id}/disable',
    kind: 'command',
    summary: 'Let no sync start until it is enabled again',
    answers: [{ status: 200, description: 'As it is now', body: Integration }],
    problems: ['stream-version-conflict'],
  }),
  enableIntegration: defineRoute({
    ...ofOne,
    id: 'enableIntegration',
    method: 'POST',
    path: '/integrations/{integration_id}/enable',
    kind: 'command',
    summary: 'Let syncs start again',
    answers: [{ status: 200, description: 'As it is now', body: Integration }],
    problems: ['stream-version-conflict'],
  }),
  deleteIntegration: defineRoute({
    ...ofOne,
    id: 'deleteIntegration',
    method: 'DELETE',
    path: '/integrations/{integration_id}',
    kind: 'command',
    summary: 'Take a database off the register',
    description:
      'The credential is destroyed at once and for good, a running sync is cancelled. Events and syncs are kept.',
    answers: [{ status: 204, description: 'Gone' }],
    problems: ['stream-version-conflict'],
  }),
  requestSync: defineRoute({
    ...ofOne,
    id: 'requestSync',
    method: 'POST',
    path: '/integrations/{integration_id}/sync',
    kind: 'command',
    summary: 'Start a sync',
    body: RequestSyncInput.prefault({}),
    answers: [
      {
        status: 202,
        description: 'Accepted; follow it at `Location`',
        body: SyncAccepted,
        headers: { Location: 'Path of the sync' },
      },
    ],
    problems: ['sync-already-running', 'integration-disabled', 'stream-version-conflict'],
  }),
} as const;
