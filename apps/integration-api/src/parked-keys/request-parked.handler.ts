import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asTenant } from '@cadastre/catalog-read-model';
import { retryParkedKey, skipParkedEvent, type RequestedParked } from '@cadastre/projections';
import { ApiPlatform } from '../api-platform.ts';
import { throwIfCancelledSince } from '../cancellation.ts';
import type { CommandOrigin } from '../commands/command-origin.ts';

/** A retry, or with the position of the event that is given up a skip. */
export class RequestParked extends Command<RequestedParked> {
  constructor(
    readonly origin: CommandOrigin,
    readonly name: { readonly projection: string; readonly key: string },
    readonly skips: number | null,
  ) {
    super();
  }
}

/** Notes what is asked for, and by whom; a projector does it. */
@CommandHandler(RequestParked)
export class RequestParkedHandler implements ICommandHandler<RequestParked> {
  constructor(private readonly platform: ApiPlatform) {}

  async execute({ origin, name, skips }: RequestParked): Promise<RequestedParked> {
    const { tenantId, actor, correlationId } = origin;
    const asked = { ...name, tenantId, requestedBy: actor, correlationId };
    const startedAt = performance.now();
    const requested = await asTenant(this.platform.pool, tenantId, async (tx) => {
      const done =
        skips === null
          ? await retryParkedKey(tx, asked)
          : await skipParkedEvent(tx, { ...asked, position: skips });
      await throwIfCancelledSince(startedAt);
      return done;
    });
    const { requestId, parked } = requested;
    this.platform.log.info(
      { ...name, actor, requestId, position: parked.position, state: parked.state },
      'parked key requested',
    );
    return requested;
  }
}
