import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { containerWay, KafkaMissing } from './kafka-missing.ts';
import { runProgram } from './run-program.ts';

/** The newest release whose every jar is in Maven Central. */
export const kafkaVersion = '4.3.1';

const oldestJava = 17;

const cacheFolder = path.join(
  import.meta.dirname,
  `../../../../node_modules/.cache/cadastre/kafka-${kafkaVersion}`,
);

/** Without the second one the broker logs nothing at all. */
const dependencies: readonly (readonly [group: string, artifact: string, version: string])[] = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3'],
];

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>cadastre</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${dependencies
  .map(
    ([group, artifact, version]) =>
      `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  )
  .join('\n')}
  </dependencies>
</project>
`;

/**
 * The folder with the jars of Apache Kafka, fetched from Maven Central the first time.
 *
 * @throws KafkaMissing where Java or Maven are not there, or Maven cannot fetch
 */
export const kafkaJars = async (): Promise<string> => {
  await requireJava();
  if (!existsSync(cacheFolder)) await fetchJars();
  return cacheFolder;
};

const requireJava = async (): Promise<void> => {
  const found = await javaVersion();
  if (found !== null && found >= oldestJava) return;
  const reason =
    found === null
      ? `There is no java on the PATH; Apache Kafka needs Java ${oldestJava} or newer.`
      : `java is version ${found}; Apache Kafka needs ${oldestJava} or newer.`;
  throw new KafkaMissing(reason, [await debianWay(), containerWay]);
};

const fetchJars = async (): Promise<void> => {
  if (!(await hasMaven())) {
    throw new KafkaMissing('There is no mvn on the PATH; Maven fetches the jars of Apache Kafka.', [
      await debianWay(),
      containerWay,
    ]);
  }
  mkdirSync(path.dirname(cacheFolder), { recursive: true });
  const draft = mkdtempSync(`${cacheFolder}-`);
  try {
    writeFileSync(path.join(draft, 'pom.xml'), pom);
    const output = `-DoutputDirectory=${path.join(draft, 'lib')}`;
    const goal = ['-q', '-B', 'dependency:copy-dependencies', output, '-DincludeScope=runtime'];
    const { failed, output: said } = await runProgram('mvn', goal, draft);
    if (failed) {
      throw new KafkaMissing(`Maven could not fetch Apache Kafka ${kafkaVersion}: ${firstError(said)}`, [
        'Maven Central, or the mirror in ~/.m2/settings.xml, has to be reachable the first time.',
        containerWay,
      ]);
    }
    keep(path.join(draft, 'lib'));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

/** Another process may have been faster: its jars are as good. */
const keep = (jars: string): void => {
  try {
    renameSync(jars, cacheFolder);
  } catch (error) {
    if (!existsSync(cacheFolder)) throw error;
  }
};

const debianWay = async (): Promise<string> => {
  const packages = [
    ...(((await javaVersion()) ?? 0) >= oldestJava ? [] : ['openjdk-17-jre-headless']),
    ...(existsSync(cacheFolder) || (await hasMaven()) ? [] : ['maven']),
  ];
  return `On Debian or Ubuntu: apt-get install ${packages.join(' ')}`;
};

const javaVersion = async (): Promise<number | null> => {
  const { failed, output } = await runProgram('java', ['-version']);
  const [, major] = /version "(\d+)/.exec(output) ?? [];
  return failed || major === undefined ? null : Number(major);
};

const hasMaven = async (): Promise<boolean> => !(await runProgram('mvn', ['--version'])).failed;

const firstError = (output: string): string =>
  output
    .split('\n')
    .find((line) => line.includes('ERROR'))
    ?.trim() ?? 'it said nothing';
