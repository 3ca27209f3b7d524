import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '@cadastre/errors';

/** Names every wrong setting at once, by name and reason, never with its value: a value may be a secret. */
export class SettingsInvalid extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'settings-invalid';
  override readonly title = 'A setting is missing or wrong';
  constructor(readonly problems: readonly { name: string; reason: string }[]) {
    super(problems.map(({ name, reason }) => `${name} ${reason}`).join('; '), { problems });
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment. Empty means unset. `NAME_FILE` gives the path of a file whose content is
 * the value of `NAME`: the usual way to hand over a secret. A misspelt name that begins with the prefix is a problem too.
 *
 * @throws SettingsInvalid
 */
export const readSettings = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  options: { prefix: string; knownElsewhere?: readonly string[] } = { prefix: 'CADASTRE_' },
): z.output<Schema> => {
  const names = Object.keys(schema.shape);
  const problems = unknownNames(environment, [...names, ...(options.knownElsewhere ?? [])], options.prefix);
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = valueOf(name, environment, problems);
    if (value !== undefined) values[name] = value;
  }
  const parsed = schema.safeParse(values);
  const issues = parsed.success ? [] : parsed.error.issues;
  problems.push(
    ...issues.map(({ path, message }) => ({
      name: path.map(String).join('.') || 'settings',
      reason: lowerFirst(message),
    })),
  );
  if (problems.length > 0 || !parsed.success) throw new SettingsInvalid(problems);
  return parsed.data;
};

type Problem = { name: string; reason: string };

const unknownNames = (environment: Environment, names: readonly string[], prefix: string): Problem[] => {
  const known = new Set(names.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .map((name) => ({ name, reason: 'is not a setting of Cadastre; see .env.example for those there are' }));
};

const valueOf = (name: string, environment: Environment, problems: Problem[]): string | undefined => {
  const path = environment[`${name}_FILE`];
  if (path === undefined || path === '') return environment[name] === '' ? undefined : environment[name];
  if (environment[name]) problems.push({ name, reason: `is set twice: by itself and by ${name}_FILE` });
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    problems.push({ name: `${name}_FILE`, reason: `names a file that cannot be read (${reason})` });
    return undefined;
  }
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The lines of `.env.example` for a schema: description, then the name with its default, commented out. */
export const describeSettings = (schema: z.ZodObject): string =>
  Object.entries(schema.shape)
    .map(([name, field]) => {
      const { description = '', example } = (z.globalRegistry.get(field as z.ZodType) ?? {}) as {
        description?: string;
        example?: string;
      };
      return `# ${description}\n#${name}=${example ?? ''}\n`;
    })
    .join('\n');
