import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes, type ParkedKeyDetail } from '@cadastre/api-contract';
import { readEventHeads } from '@cadastre/event-store';
import type { Queryable } from '@cadastre/postgres';
import {
  getParkedKey,
  listParkedPositions,
  listParkedRequests,
  ParkedKeyNotFound,
} from '@cadastre/projections';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { parkedEventResource, parkedKeyResource, parkedRequestResource } from '../parked-key-resource.ts';

const mostEvents = 100;

@Controller()
export class GetParkedKeyController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(routes.getParkedKey)
  getParkedKey({ tenantId, params }: Call<typeof routes.getParkedKey>): Promise<ParkedKeyDetail> {
    const name = { tenantId, ...params };
    return this.queries.execute(new AskReadModel(tenantId, (db) => readDetail(db, name)));
  }
}

const readDetail = async (
  db: Queryable,
  name: { tenantId: string; projection: string; key: string },
): Promise<ParkedKeyDetail> => {
  const parked = await getParkedKey(db, name);
  if (parked === null) throw new ParkedKeyNotFound({ projection: name.projection, key: name.key });
  const positions = await listParkedPositions(db, { ...name, limit: mostEvents + 1 });
  const { tenantId } = name;
  const heads = await readEventHeads(db, { positions: positions.slice(0, mostEvents), tenantId });
  const requests = await listParkedRequests(db, name);
  return {
    ...parkedKeyResource(parked),
    events: heads.map(parkedEventResource),
    has_more_events: positions.length > mostEvents,
    requests: requests.map(parkedRequestResource),
  };
};
