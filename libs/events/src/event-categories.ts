/** The stream categories; also the Kafka topics' names. */
export const eventCategories = ['integration', 'sync', 'catalog'] as const;
export type EventCategory = (typeof eventCategories)[number];

/** What stands before the first dash of a stream's id: one of ours, or one of a newer release. */
export const categoryOf = (streamId: string): string => {
  const dash = streamId.indexOf('-');
  return dash < 0 ? streamId : streamId.slice(0, dash);
};
