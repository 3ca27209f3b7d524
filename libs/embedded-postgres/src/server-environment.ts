/** What PostgreSQL's programs need of our environment: no secret and no PG* variable of ours reaches them. */
export const serverEnvironment = (): NodeJS.ProcessEnv => {
  const needed = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SYSTEMROOT', 'ComSpec'];
  const kept = Object.fromEntries(
    needed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return { ...kept, LC_ALL: 'C' };
};
