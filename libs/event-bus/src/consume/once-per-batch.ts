/** Every record of a batch that could not be unpacked says the same of all of it: to be told once is enough. */
export class OncePerBatch {
  /** By topic and partition, where records come in their order. */
  private readonly last = new Map<string, string>();

  /** @param batch what the record says of its batch, see `whyUnreadable` */
  isFirst({ topic, partition }: { topic: string; partition: number }, batch: string): boolean {
    const place = `${topic} ${partition}`;
    const isFirst = this.last.get(place) !== batch;
    this.last.set(place, batch);
    return isFirst;
  }
}
