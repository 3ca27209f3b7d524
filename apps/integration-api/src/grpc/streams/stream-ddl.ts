import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { routes } from '@cadastre/api-contract';
import type { StreamDdlRequest, StreamDdlResponse } from '@cadastre/grpc-contract';
import { AroundHandler } from '../../http/around-handler.ts';
import { Calls } from '../calls.ts';
import { given } from '../messages/fields.ts';
import type { Streaming } from '../streamed-calls.ts';

/** Objects are written one by one; a message a piece would be mostly frames. */
const pieceLength = 65_536;

/** The stream of `GET /catalog/{id}/ddl`, in messages. */
@Injectable()
export class StreamDdl {
  constructor(
    private readonly calls: Calls,
    private readonly around: AroundHandler,
  ) {}

  readonly stream: Streaming<StreamDdlRequest, StreamDdlResponse> = (request, incoming) =>
    this.pieces(request, incoming);

  private async *pieces(
    { integration_id }: StreamDdlRequest,
    incoming: Parameters<typeof this.stream>[1],
  ): AsyncGenerator<StreamDdlResponse> {
    const route = routes.getCatalogDdl;
    const call = this.calls.parse(incoming, route, { params: { integration_id: given(integration_id) } });
    const { body } = await this.around.answer(call);
    let sql = '';
    for await (const part of body as Readable) {
      sql += String(part);
      if (sql.length < pieceLength) continue;
      yield { sql };
      sql = '';
    }
    if (sql !== '') yield { sql };
  }
}
