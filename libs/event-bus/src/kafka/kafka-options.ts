/** How our processes find Kafka, and what the topics are to be. */
export type KafkaOptions = {
  /** `host:port` of some of the brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  /** Undefined: without TLS. */
  readonly tls: KafkaTls | undefined;
  readonly sasl: KafkaLogin | undefined;
  /** What brokers show of us in their logs and quotas. */
  readonly clientId: string;
  readonly topics: TopicSettings;
};

export type KafkaTls = {
  /** PEM of the authority that signed the brokers' certificates; undefined: those that Node knows. */
  readonly ca: string | undefined;
  /** PEM, where brokers want to know us by a certificate. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
};

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

export type KafkaLogin = {
  readonly mechanism: (typeof saslMechanisms)[number];
  readonly username: string;
  readonly password: string;
};

export type TopicSettings = {
  /** First part of the names of all topics and consumer groups. */
  readonly prefix: string;
  /** Of each topic: the number of lanes. */
  readonly partitions: number;
  /** Undefined: what the cluster has as its default. */
  readonly replicationFactor: number | undefined;
  readonly retentionMs: number;
};
