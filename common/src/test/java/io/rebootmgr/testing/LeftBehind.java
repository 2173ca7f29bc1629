package io.rebootmgr.testing;

/** A test run that is killed: starts a Consul, freezes it, tells its process id and waits. */
final class LeftBehind {
    private LeftBehind() {}

    public static void main(String[] args) throws Exception {
        try (ConsulCluster cluster = ConsulCluster.builder().inMemory().start()) {
            ConsulAgent agent = cluster.agents().getFirst();
            agent.pause();
            System.out.println(agent.pid());
            if (System.in.read() >= 0) {
                throw new IllegalStateException("nobody should say anything");
            }
        }
    }
}
