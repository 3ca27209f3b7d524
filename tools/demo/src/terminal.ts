/** Where the demonstration prints, and what that place can show. */
export type Terminal = {
  readonly isInteractive: boolean;
  readonly columns: number;
  write(text: string): void;
  readonly style: Style;
};

export type Style = Record<'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow', (text: string) => string>;

const codes = { bold: 1, dim: 2, green: 32, red: 31, cyan: 36, yellow: 33 } as const;

export const createTerminal = (
  out: NodeJS.WriteStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal => {
  const isInteractive = out.isTTY && environment.TERM !== 'dumb';
  const hasColour = isInteractive && !environment.NO_COLOR;
  const paint = (code: number) => (text: string) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const style = Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, paint(code)])) as Style;
  return {
    isInteractive,
    get columns() {
      return isInteractive ? out.columns : 110;
    },
    write: (text) => void out.write(text),
    style,
  };
};

/** Names come from other people's databases: what would move the cursor or hide text is shown as a sign. */
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '␦');

export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
