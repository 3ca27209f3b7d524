/** One entry of a dump: what pg_dump heads with `-- Name:`. */
export type DumpBlock = {
  /** `name; Type: …; Schema: …; Owner: …`. */
  readonly heading: string;
  readonly text: string;
};

const headed = /^-- Name: (.*)$/;
/** Stand before the entry that they are for, and hold until the next. */
const setting = /^SET (default_tablespace|default_table_access_method) = (.*);$/;
const isStored = /; Type: (?:TABLE|INDEX|MATERIALIZED VIEW|CONSTRAINT);/;
const noise = /^(?:--|\\(?:un)?restrict .*|-- PostgreSQL database dump complete)$/;

/**
 * The entries of a dump, in its order. Storage settings are told of every entry that they hold for, so that entries can
 * be compared whatever order they come in.
 */
export const dumpBlocks = (dump: string): DumpBlock[] => {
  const blocks: { heading: string; lines: string[]; storage: string }[] = [];
  const settings = new Map<string, string>();
  for (const line of dump.split('\n')) {
    const [, name, value = ''] = setting.exec(line) ?? [];
    if (name !== undefined) {
      settings.set(name, value);
      continue;
    }
    const [, heading] = headed.exec(line) ?? [];
    if (heading !== undefined) {
      blocks.push({
        heading,
        lines: [],
        storage: isStored.test(heading) ? [...settings.values()].join(' ') : '',
      });
    } else if (!noise.test(line)) blocks.at(-1)?.lines.push(line);
  }
  return blocks.map(({ heading, lines, storage }) => ({
    heading,
    text: [lines.join('\n').trim(), storage].join('\n').trim(),
  }));
};
