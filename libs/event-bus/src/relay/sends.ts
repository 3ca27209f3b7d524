import type { Message } from 'kafkajs';

export type TopicBatch = { readonly topic: string; readonly messages: Message[] };

/** One request to the brokers. */
export type Send = { readonly batches: readonly TopicBatch[]; readonly messages: number };

/** A batch of one partition must stay below what a topic takes; this is for all partitions together. */
const mostBytesOfSend = 4 * 1024 * 1024;

/** Cuts messages into requests, in their order. */
export class Sends {
  private readonly closed: Send[] = [];
  private open = new Map<string, Message[]>();
  private messages = 0;
  private bytes = 0;

  add(topic: string, message: Message, bytes: number): void {
    if (this.messages > 0 && this.bytes + bytes > mostBytesOfSend) this.close();
    const batch = this.open.get(topic) ?? [];
    batch.push(message);
    this.open.set(topic, batch);
    this.messages += 1;
    this.bytes += bytes;
  }

  all(): readonly Send[] {
    this.close();
    return this.closed;
  }

  private close(): void {
    if (this.messages === 0) return;
    const batches = [...this.open].map(([topic, messages]) => ({ topic, messages }));
    this.closed.push({ batches, messages: this.messages });
    this.open = new Map();
    this.messages = 0;
    this.bytes = 0;
  }
}
