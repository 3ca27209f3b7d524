import type { PartitionAssigner } from 'kafkajs';
import { AssignerProtocol } from '../kafka/kafkajs.ts';

const name = 'cadastre-lanes';
const version = 1;

/** Which member serves which lanes: as even as can be, the same for whoever computes it. */
export const shareLanes = (members: readonly string[], lanes: number): Map<string, number[]> => {
  const sorted = [...members].sort();
  const shares = new Map(sorted.map((member) => [member, [] as number[]]));
  for (let lane = 0; lane < lanes; lane += 1) {
    shares.get(sorted[lane % sorted.length] ?? '')?.push(lane);
  }
  return shares;
};

/**
 * Gives a member the same partitions of all topics: what concerns one integration comes through one lane of each, and
 * has to be put in order by one member.
 */
export const laneAssigner: PartitionAssigner = ({ cluster }) => ({
  name,
  version,
  async assign({ members, topics }) {
    const partitionsOf = (topic: string): number => cluster.findTopicPartitionMetadata(topic).length;
    const lanes = Math.max(0, ...topics.map(partitionsOf));
    const shares = shareLanes(
      members.map(({ memberId }) => memberId),
      lanes,
    );
    return [...shares].map(([memberId, share]) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version,
        assignment: Object.fromEntries(
          topics.map((topic) => [topic, share.filter((lane) => lane < partitionsOf(topic))]),
        ),
        userData: Buffer.alloc(0),
      }),
    }));
  },
  protocol: ({ topics }) => ({
    name,
    metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
  }),
});
