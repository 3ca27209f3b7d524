import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pathOfParked, requestedResource } from '../parked-key-resource.ts';
import { RequestParked } from '../request-parked.handler.ts';

@Controller()
export class RetryParkedKeyController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.retryParkedKey)
  async retryParkedKey(call: Call<typeof routes.retryParkedKey>): Promise<Answer> {
    const asked = await this.commands.execute(new RequestParked(call, call.params, null));
    const { parkedEvents, position } = asked.parked;
    const detail = `A projector applies ${countOf(parkedEvents)} again, in order from position ${position}; where one still cannot be applied the key stays parked`;
    return committed(requestedResource(asked, detail), {
      commitId: null,
      location: pathOfParked(asked.parked),
    });
  }
}

const countOf = (events: number): string => (events === 1 ? '1 event' : `${events} events`);
