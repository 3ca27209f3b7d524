const secret = /pass(?:word|wd|phrase)?|secret|token|credential|api_?key|access_?key|private_?key/i;

/**
 * Options as a wrapper keeps them (`name=value`), without values that look like a credential: wrappers may take
 * passwords there, and nothing of that kind may get into an event.
 */
export const safeOptions = (options: readonly string[]): string[] =>
  options.map((option) => {
    const name = option.slice(0, option.indexOf('='));
    return secret.test(name) ? `${name}=<withheld>` : option;
  });
