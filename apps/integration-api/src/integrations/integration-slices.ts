import type { Slices } from '../slices.ts';
import { ChangeIntegrationController } from './change-integration/change-integration.controller.ts';
import { ChangeIntegrationHandler } from './change-integration/change-integration.handler.ts';
import { CredentialTrial } from './credential-trial.ts';
import { DeleteIntegrationController } from './delete-integration/delete-integration.controller.ts';
import { DeleteIntegrationHandler } from './delete-integration/delete-integration.handler.ts';
import { DisableIntegrationController } from './disable-integration/disable-integration.controller.ts';
import { DisableIntegrationHandler } from './disable-integration/disable-integration.handler.ts';
import { EnableIntegrationController } from './enable-integration/enable-integration.controller.ts';
import { EnableIntegrationHandler } from './enable-integration/enable-integration.handler.ts';
import { FindIntegration } from './find-integration.ts';
import { GetIntegrationController } from './get-integration/get-integration.controller.ts';
import { ListIntegrationSyncsController } from './list-integration-syncs/list-integration-syncs.controller.ts';
import { ListIntegrationsController } from './list-integrations/list-integrations.controller.ts';
import { RegisterIntegrationController } from './register-integration/register-integration.controller.ts';
import { RegisterIntegrationHandler } from './register-integration/register-integration.handler.ts';
import { RequestSyncController } from './request-sync/request-sync.controller.ts';
import { RequestSyncHandler } from './request-sync/request-sync.handler.ts';
import { TestConnectionController } from './test-connection/test-connection.controller.ts';

export const integrationSlices: Slices = {
  controllers: [
    RegisterIntegrationController,
    TestConnectionController,
    ChangeIntegrationController,
    DisableIntegrationController,
    EnableIntegrationController,
    DeleteIntegrationController,
    RequestSyncController,
    ListIntegrationsController,
    GetIntegrationController,
    ListIntegrationSyncsController,
  ],
  providers: [
    RegisterIntegrationHandler,
    ChangeIntegrationHandler,
    DisableIntegrationHandler,
    EnableIntegrationHandler,
    DeleteIntegrationHandler,
    RequestSyncHandler,
    CredentialTrial,
    FindIntegration,
  ],
};
