/** A way in beside the usual one, which takes everybody in plain text. */
export type MoreListener = {
  /** Capitals and digits. */
  readonly name: string;
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  readonly port: number;
};

type NodePlace = {
  /** Its number, from 1. */
  readonly node: number;
  readonly port: number;
  readonly advertisedPort: number;
  /** Of all nodes, this one's at its place: they elect the leader among themselves. */
  readonly controllerPorts: readonly number[];
  readonly moreListeners?: readonly MoreListener[];
};

/** `server.properties` of a node that is broker and controller, as one of as many as there are controller ports. */
export const nodeProperties = ({
  node,
  port,
  advertisedPort,
  controllerPorts,
  moreListeners = [],
}: NodePlace): Record<string, string> => {
  const replicas = String(controllerPorts.length);
  const more = moreListeners.map((listener) => `,${listener.name}://127.0.0.1:${listener.port}`).join('');
  const moreProtocols = moreListeners.map(({ name, protocol }) => `,${name}:${protocol}`).join('');
  return {
    'process.roles': 'broker,controller',
    'node.id': String(node),
    'controller.quorum.voters': controllerPorts
      .map((controllerPort, index) => `${index + 1}@127.0.0.1:${controllerPort}`)
      .join(','),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPorts[node - 1]}${more}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}${more}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${moreProtocols}`,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'share.coordinator.state.topic.replication.factor': replicas,
    'default.replication.factor': replicas,
    // One node of three may be away, and what was acknowledged is still on two.
    'min.insync.replicas': controllerPorts.length > 2 ? '2' : '1',
    'transaction.state.log.min.isr': controllerPorts.length > 2 ? '2' : '1',
    // Fifty partitions for a handful of groups cost seconds at the first start.
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    // Members of a group that start one after another are waited for in production, not on one machine.
    'group.initial.rebalance.delay.ms': '0',
    // As production should have it: topics are made by those who know their settings.
    'auto.create.topics.enable': 'false',
  };
};
