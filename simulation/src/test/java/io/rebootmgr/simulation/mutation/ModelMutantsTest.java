package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.consul.ModelTrace;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison with a real Consul has teeth: the steps that it takes tell every broken model from the one that is
 * like the real Consul.
 */
class ModelMutantsTest {
    private static final String MODEL = "simulation/src/main/java/io/rebootmgr/simulation/consul/";
    private static final String TRANSACTION = MODEL + "Transaction.java";
    private static final int SEEDS = 30;

    private final MutantCompiler compiler = new MutantCompiler();
    private final ModelTrace real = new ModelTrace();

    static List<SourceMutant> broken() {
        return List.of(
                SourceMutant.of(
                        "the same value gets a new index", TRANSACTION, "!now.get().saysTheSameAs(wanted)", "true"),
                SourceMutant.of(
                        "a plain write keeps the LockIndex",
                        TRANSACTION,
                        "new Entry(key, value, index, 0, now.flatMap(Entry::session))",
                        "new Entry(key, value, index, now.map(Entry::lockIndex).orElse(0L), now.flatMap(Entry::session))"),
                SourceMutant.of(
                        "a plain write unlocks",
                        TRANSACTION,
                        "index, 0, now.flatMap(Entry::session)",
                        "index, 0, Optional.empty()"),
                SourceMutant.of(
                        "a lock that is held again counts",
                        TRANSACTION,
                        "index, lockIndex, holder",
                        "index, lockIndex + 1, holder"),
                SourceMutant.of(
                        "delete-cas of a missing key fails",
                        TRANSACTION,
                        "now.isEmpty() || now.get().modifyIndex() == wanted",
                        "now.isPresent() && now.get().modifyIndex() == wanted"),
                SourceMutant.of(
                        "steps do not see those before them",
                        TRANSACTION,
                        "changed == null ? stored.apply(key) : changed",
                        "stored.apply(key)"),
                SourceMutant.of(
                        "dead sessions can lock", TRANSACTION, "!sessions.test(session)", "sessions.test(\"\")"),
                SourceMutant.of(
                        "deletions leave no index",
                        MODEL + "Versioned.java",
                        "last = Math.max(last, version.index);",
                        "last = Math.max(last, version.value == null ? 0 : version.index);"),
                SourceMutant.of(
                        "a lock-delay stops nothing",
                        MODEL + "KeyStore.java",
                        "session.lockDelay().isPositive()",
                        "session.lockDelay().isNegative()"),
                SourceMutant.of(
                        "a session that ends keeps its locks",
                        MODEL + "KeyStore.java",
                        "deleted.put(key, Optional.empty());",
                        ""),
                SourceMutant.of(
                        "transactions are no Raft entries",
                        MODEL + "ConsulModel.java",
                        "changes ? log.append(now) : log.index()",
                        "log.index() + 1"),
                SourceMutant.of(
                        "conditions alone are a Raft entry",
                        MODEL + "ConsulModel.java",
                        "changes ? log.append(now) : log.index()",
                        "log.append(now)"),
                SourceMutant.of(
                        "a node that leaves keeps its sessions",
                        MODEL + "Catalog.java",
                        "sessions.endOf(node, index, now);",
                        ""),
                SourceMutant.of(
                        "anybody can have a session",
                        MODEL + "Sessions.java",
                        "!registered.test(node)",
                        "id.isEmpty()"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theStepsTellABrokenModelFromTheRealThing(SourceMutant mutant) throws ReflectiveOperationException {
        var loader = new MutantLoader(compiler.compile(mutant));
        var loaded =
                loader.loadClass(ModelTrace.class.getName()).getConstructor().newInstance();
        LongFunction<?> broken = (LongFunction<?>) loaded;
        assertThat(LongStream.rangeClosed(1, SEEDS)).as("a seed that shows it").anyMatch(seed -> differs(broken, seed));
    }

    private boolean differs(LongFunction<?> broken, long seed) {
        try {
            return !real.apply(seed).equals(broken.apply(seed));
        } catch (IllegalArgumentException e) {
            return true; // it contradicts itself
        }
    }
}
