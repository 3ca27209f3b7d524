import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { catalogReading, catalogVersion, type CatalogReading } from '@cadastre/catalog-read-model';
import type { IntegrationId } from '@cadastre/events';
import { IntegrationNotFound } from '@cadastre/integration';
import { cadastreVersion } from '@cadastre/platform';
import type { Queryable } from '@cadastre/postgres';
import { Answer } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { isMatched } from '../http/etag.ts';
import { FindIntegration } from '../integrations/find-integration.ts';
import { AskReadModel } from '../queries/ask-read-model.ts';
import { catalogNotRead } from './catalog-not-read.ts';

type CatalogCall = Pick<Call, 'tenantId' | 'headers'> & {
  readonly params: { readonly integration_id: IntegrationId };
};

/**
 * Answers about one catalog. Their `ETag` is the catalog's version, so that an answer that still holds costs one row and
 * not the query. Version and query are read in one transaction each; a change in between makes the tag older than the
 * answer, never newer.
 */
@Injectable()
export class CatalogAnswers {
  constructor(
    private readonly queries: QueryBus,
    private readonly integrations: FindIntegration,
  ) {}

  /**
   * About what the catalog holds, also of a first sync that is still writing. One that holds nothing is an answer only
   * when a sync has found nothing.
   *
   * @throws IntegrationNotFound, ApiError catalog-not-read
   */
  async about(call: CatalogCall, ask: (db: Queryable) => Promise<Answer>): Promise<Answer> {
    const { tenantId, params } = call;
    const { integration_id: integrationId } = params;
    const version = await this.queries.execute(
      new AskReadModel(tenantId, (db) => catalogVersion(db, { tenantId, integrationId })),
    );
    if (version === null) await this.completedReading(call);
    return this.tagged(call, version ?? 'empty', () => this.queries.execute(new AskReadModel(tenantId, ask)));
  }

  /**
   * About the catalog as a whole, which a part must never pass for: its tag is of the syncs and the settings behind it too.
   *
   * @throws IntegrationNotFound, ApiError catalog-not-read
   */
  async aboutWhole(call: CatalogCall, answer: () => Answer): Promise<Answer> {
    const { version, completed, unfinished, databaseName, options } = await this.completedReading(call);
    const syncs = [completed?.syncId, unfinished?.syncId, unfinished?.status].filter(Boolean);
    const settings = createHash('sha256')
      .update(JSON.stringify([databaseName, options]))
      .digest('hex');
    const tag = [version ?? 'empty', ...syncs, settings.slice(0, 12)].join('-');
    return this.tagged(call, tag, async () => answer());
  }

  /**
   * Where one catalog was searched and nothing was found: "nothing" is no answer about one of which nothing was read.
   *
   * @throws ApiError catalog-not-read
   */
  async refuseUnread(tenantId: string, integrationId: string): Promise<void> {
    const reading = await this.reading(tenantId, integrationId);
    if (reading === null || reading.integrationStatus === 'deleted' || reading.version !== null) return;
    if (reading.completed === null) throw catalogNotRead(integrationId, reading);
  }

  private reading(tenantId: string, integrationId: string): Promise<CatalogReading | null> {
    return this.queries.execute(
      new AskReadModel(tenantId, (db) => catalogReading(db, { tenantId, integrationId })),
    );
  }

  /** @throws IntegrationNotFound, ApiError catalog-not-read */
  private async completedReading({ tenantId, params }: CatalogCall): Promise<CatalogReading> {
    const { integration_id: integrationId } = params;
    let reading = await this.reading(tenantId, integrationId);
    if (reading === null || reading.integrationStatus === 'deleted') {
      await this.integrations.live(tenantId, integrationId);
      reading = await this.reading(tenantId, integrationId);
    }
    if (reading === null) throw new IntegrationNotFound({ integrationId });
    if (reading.completed === null) throw catalogNotRead(integrationId, reading);
    return reading;
  }

  private async tagged(
    { headers }: CatalogCall,
    version: string,
    answer: () => Promise<Answer>,
  ): Promise<Answer> {
    const tag = `"${cadastreVersion}-${version}"`;
    if (isMatched(headers['if-none-match'], tag))
      return new Answer(undefined, { status: 304, headers: { ETag: tag } });
    const { body, headers: others } = await answer();
    return new Answer(body, { headers: { ...others, ETag: tag } });
  }
}
