import type { EventHead } from '@cadastre/event-store';
import type { ParkedKey, ParkedRequest } from '@cadastre/projections';

/** Keys and reasons come from elsewhere: what is not printable must not reach a terminal. */
export const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

export const lineOfParked = (parked: ParkedKey): string =>
  printable(
    `${parked.projection}  ${parked.key}  ${parked.tenantId ?? '?'}  ${parked.state}  position ${parked.position} ${parked.eventType}` +
      `  ${parked.parkedEvents} waiting, tried ${parked.tries}×  ${parked.code}: ${parked.reason}`,
  );

type Detail = {
  readonly parked: ParkedKey | null;
  readonly events: readonly EventHead[];
  readonly requests: readonly ParkedRequest[];
};

export const linesOfDetail = ({ parked, events, requests }: Detail): string[] => [
  ...(parked === null ? ['not parked any more'] : linesOf(parked, events)),
  ...requests.map(lineOfRequest),
];

const linesOf = (parked: ParkedKey, events: readonly EventHead[]): string[] => {
  const more = parked.parkedEvents - events.length;
  return [
    lineOfParked(parked),
    `parked at ${parked.parkedAt.toISOString()}`,
    ...events.map((event) =>
      printable(`  ${event.position}  ${event.recordedAt.toISOString()}  ${event.type}  ${event.streamId}`),
    ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

const lineOfRequest = (request: ParkedRequest): string =>
  printable(
    `${request.requestedAt.toISOString()}  ${request.action} at position ${request.position} by ${request.requestedBy}: ` +
      `${request.outcome ?? 'not done yet'}${request.hasSkipped ? ', given up' : ''}`,
  );
