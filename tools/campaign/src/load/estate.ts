import type { Random } from '../random.ts';

/** What the clients believe to be there, from the answers that they got. */
export class Estate {
  /** Integrations that were registered and that nobody has asked to delete. */
  private readonly living = new Set<string>();
  private readonly deleted = new Set<string>();
  private readonly latestSync = new Map<string, string>();

  registered(integrationId: string, syncId: string | undefined): void {
    this.living.add(integrationId);
    this.sawSync(integrationId, syncId);
  }

  sawSync(integrationId: string, syncId: string | undefined): void {
    if (syncId !== undefined) this.latestSync.set(integrationId, syncId);
  }

  /** Before it is asked for: from then on refusals are to be expected. */
  deletes(integrationId: string): void {
    this.living.delete(integrationId);
    this.deleted.add(integrationId);
  }

  mayBeGone(integrationId: string): boolean {
    return this.deleted.has(integrationId);
  }

  get integrations(): readonly string[] {
    return [...this.living];
  }

  syncOf(integrationId: string): string | undefined {
    return this.latestSync.get(integrationId);
  }

  pick(random: Random): string | undefined {
    const all = this.integrations;
    return all.length === 0 ? undefined : random.pick(all);
  }
}
