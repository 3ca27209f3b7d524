import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { decodeCursor, encodeCursor } from '@cadastre/catalog-read-model';
import { listParkedKeys } from '@cadastre/projections';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pageAnswer } from '../../http/page-answer.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { parkedKeyResource } from '../parked-key-resource.ts';

/** What cursors of this list are bound to. */
const list = 'parked-keys';

@Controller()
export class ListParkedKeysController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(routes.listParkedKeys)
  async listParkedKeys(call: Call<typeof routes.listParkedKeys>): Promise<Answer> {
    const { tenantId, query } = call;
    const { limit, cursor, projection, state } = query;
    const after = cursor === undefined ? null : placeOf(cursor);
    const rows = await this.queries.execute(
      new AskReadModel(tenantId, (db) =>
        listParkedKeys(db, {
          tenantId,
          after,
          limit: limit + 1,
          projection: projection ?? null,
          state: state ?? null,
        }),
      ),
    );
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const nextCursor = last === undefined ? null : encodeCursor(list, [last.projection, last.key]);
    return pageAnswer(call, { items, nextCursor, hasMore: nextCursor !== null }, parkedKeyResource);
  }
}

const placeOf = (cursor: string): { projection: string; key: string } => {
  const [projection = '', key = ''] = decodeCursor(list, cursor, 2);
  return { projection, key };
};
