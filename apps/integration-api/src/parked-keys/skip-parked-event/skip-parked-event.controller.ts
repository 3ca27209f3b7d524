import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pathOfParked, requestedResource } from '../parked-key-resource.ts';
import { RequestParked } from '../request-parked.handler.ts';

@Controller()
export class SkipParkedEventController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.skipParkedEvent)
  async skipParkedEvent(call: Call<typeof routes.skipParkedEvent>): Promise<Answer> {
    const { params, body } = call;
    const asked = await this.commands.execute(new RequestParked(call, params, body.position));
    const { eventType, position, projection, parkedEvents } = asked.parked;
    const behind = parkedEvents === 2 ? 'the event' : `the ${parkedEvents - 1} events`;
    const then = parkedEvents > 1 ? ` and applies ${behind} behind it` : '';
    const detail = `A projector gives up ${eventType} at position ${position}${then}; ${projection} lacks it until it is rebuilt`;
    return committed(requestedResource(asked, detail), {
      commitId: null,
      location: pathOfParked(asked.parked),
    });
  }
}
