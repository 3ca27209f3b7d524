/** As npm counts them: the newest of each major that it has binaries of. */
const fetched: Readonly<Record<number, string>> = {
  12: '12.22.0-beta.15',
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
};

/** What `npm ci` installs anyhow, and all other tests run on. */
export const ownMajor = 18;

/** What has to be fetched; started where nobody says which. */
export const otherMajors: readonly number[] = Object.keys(fetched).map(Number);

export const isKnown = (major: number): boolean => major === ownMajor || major in fetched;

/** @returns null for our own, which is not fetched */
export const versionOf = (major: number): string | null => fetched[major] ?? null;
