package io.rebootmgr.simulation.consul;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Steps drawn from a seed: few keys, sessions and nodes, so that they get into each other's way. */
final class RandomSteps {
    static final List<String> SERVICES = List.of("-web", "-db");

    private static final List<String> KEYS = List.of("/k/a", "/k/b", "/k/a/c", "/k1", "/l");
    private static final List<String> PREFIXES = List.of("/", "/k", "/k/", "/k/a", "/l", "/none");
    private static final List<String> NODES = List.of("-n1", "-n2");
    private static final List<String> STATUS = List.of("passing", "warning", "critical");
    private static final int SESSIONS = 3;

    private final SplittableRandom random;

    private RandomSteps(long seed) {
        random = new SplittableRandom(seed);
    }

    static List<Step> drawn(long seed, int count) {
        RandomSteps steps = new RandomSteps(seed);
        List<Step> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            drawn.add(steps.step());
        }
        return drawn;
    }

    private Step step() {
        int kind = random.nextInt(100);
        if (kind < 5) {
            return new Step.Read(List.of(of(PREFIXES), of(PREFIXES)));
        }
        if (kind < 76) {
            return new Step.Write(drafts());
        }
        if (kind < 86) {
            return newSession();
        }
        if (kind < 89) {
            return new Step.Renew(session());
        }
        if (kind < 93) {
            return new Step.Destroy(session());
        }
        return kind < 97 ? new Step.Register(of(NODES), of(SERVICES), of(STATUS)) : new Step.Deregister(of(NODES));
    }

    /** Every second one on the server's own node; every fourth with a lock-delay that outlasts the test. */
    private Step newSession() {
        String node = random.nextBoolean() ? RealSide.SERVER : of(NODES);
        return new Step.NewSession(session(), node, random.nextInt(4) == 0 ? 60 : 0);
    }

    private List<Draft> drafts() {
        int most = random.nextBoolean() ? 1 : 5;
        List<Draft> drafts = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        while (drafts.size() < count) {
            drafts.add(draft(of(KEYS)));
        }
        return drafts;
    }

    private Draft draft(String key) {
        String value = String.valueOf(random.nextInt(3));
        return switch (random.nextInt(10)) {
            case 0, 1 -> Draft.set(key, value);
            case 2 -> Draft.cas(key, value, which());
            case 3 -> Draft.delete(key);
            case 4 -> Draft.deleteCas(key, which());
            case 5, 6 -> Draft.lock(key, value, anySession());
            case 7 -> Draft.checkSession(key, anySession());
            case 8 -> Draft.checkIndex(key, which());
            default -> Draft.checkNotExists(key);
        };
    }

    /** Mostly the right one, or else little would ever be done. */
    private Draft.Which which() {
        Draft.Which[] all = Draft.Which.values();
        return random.nextInt(3) > 0 ? Draft.Which.CURRENT : all[random.nextInt(all.length)];
    }

    private int session() {
        return random.nextInt(SESSIONS);
    }

    private int anySession() {
        return random.nextInt(12) == 0 ? Ids.NO_SESSION : session();
    }

    private String of(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
