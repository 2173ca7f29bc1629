package io.rebootmgr.rollout;

import io.rebootmgr.json.OtherFields;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.PlannedWave;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which nodes are in which wave. A node's wave is the first that names it. Percentages count, over all waves up to
 * theirs, the nodes that no list and no group names, rounded up, in the order of a hash of node and id: which of two
 * nodes goes first depends on no third one. Whoever is left over is in the last wave.
 */
public final class WavePlanning {
    /**
     * A node of one of the groups.
     *
     * @param alone why the policy's lists leave it alone, and it is in no wave; empty where they do not
     */
    public record Member(String node, String group, Optional<String> alone) {}

    /**
     * What was asked for.
     *
     * @param id of the rollout
     * @param canaries the first wave; empty where nobody said any
     * @param waves those behind the canaries
     * @param dropsEmpty whether one of these that comes out empty is left out, and is no error
     * @param soak of waves that say none of their own
     */
    public record Request(
            String id,
            List<Member> members,
            NodeList canaries,
            List<PlannedWave> waves,
            boolean dropsEmpty,
            Duration soak) {
        public Request {
            members = List.copyOf(members);
            waves = List.copyOf(waves);
        }
    }

    /** A wave and its nodes, by name. */
    public record Filled(Wave wave, List<String> nodes) {
        public Filled {
            nodes = List.copyOf(nodes);
        }
    }

    /** What came of it. */
    public sealed interface Result {
        /**
         * In their order, none of them empty.
         *
         * @param leftOut nodes that are in no wave, with why
         */
        record Planned(List<Filled> waves, SortedMap<String, String> leftOut) implements Result {
            public Planned {
                waves = List.copyOf(waves);
                leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
            }
        }

        /** All that is wrong; at least one. */
        record Refused(List<String> problems) implements Result {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    private final Request request;
    private final List<PlannedWave> planned;
    private final List<List<String>> nodes = new ArrayList<>();
    private final List<Member> unnamed = new ArrayList<>();

    private WavePlanning(Request request) {
        this.request = request;
        this.planned = withCanaries(request);
        planned.forEach(wave -> nodes.add(new ArrayList<>()));
    }

    public static Result of(Request request) {
        return new WavePlanning(request).fill();
    }

    /** A plan may have a wave of this name itself: then they are one. */
    private static List<PlannedWave> withCanaries(Request request) {
        if (request.canaries().isEmpty()) {
            return request.waves();
        }
        PlannedWave canaries = new PlannedWave(
                Wave.CANARIES, request.canaries(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
        List<PlannedWave> all = new ArrayList<>(request.waves());
        if (!all.isEmpty() && all.getFirst().name().equals(Wave.CANARIES)) {
            PlannedWave own = all.removeFirst();
            canaries = new PlannedWave(
                    Wave.CANARIES,
                    request.canaries().and(own.nodes()),
                    own.groups(),
                    own.percent(),
                    own.soak(),
                    own.limit());
        }
        all.addFirst(canaries);
        return all;
    }

    private Result fill() {
        SortedMap<String, String> leftOut = new TreeMap<>();
        List<Member> going = new ArrayList<>();
        for (Member member : request.members()) {
            member.alone().ifPresentOrElse(why -> leftOut.put(member.node(), why), () -> going.add(member));
        }
        if (going.isEmpty()) {
            return new Result.Refused(List.of(
                    "there is no node that could go" + (leftOut.isEmpty() ? "" : ": " + leftAlone(request.members()))));
        }
        going.forEach(this::placeByName);
        List<String> left = placeByPercent();
        return filled(left, leftOut);
    }

    private void placeByName(Member member) {
        for (int at = 0; at < planned.size(); at++) {
            if (planned.get(at).names(member.node(), member.group())) {
                nodes.get(at).add(member.node());
                return;
            }
        }
        unnamed.add(member);
    }

    /** Gives who is left over. */
    private List<String> placeByPercent() {
        List<String> order = unnamed.stream()
                .map(Member::node)
                .sorted(Comparator.comparingLong((String node) -> hash(node, request.id()))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        int from = 0;
        for (int at = 0; at < planned.size(); at++) {
            Optional<Integer> percent = planned.get(at).percent();
            if (percent.isPresent()) {
                int to = Math.max(from, share(percent.get(), order.size()));
                nodes.get(at).addAll(order.subList(from, to));
                from = to;
            }
        }
        return order.subList(from, order.size());
    }

    /** Rounded up. */
    static int share(int percent, int of) {
        return (int) (((long) percent * of + 99) / 100);
    }

    static long hash(String node, String id) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((id + "/" + node).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Result filled(List<String> left, SortedMap<String, String> leftOut) {
        boolean hasRest = !planned.isEmpty() && planned.getLast().name().equals(Wave.REST);
        if (hasRest) {
            nodes.getLast().addAll(left);
        }
        List<Filled> waves = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int at = 0; at < planned.size(); at++) {
            PlannedWave wave = planned.get(at);
            if (!nodes.get(at).isEmpty()) {
                waves.add(filled(wave.name(), wave.soak().orElse(request.soak()), wave.limit(), nodes.get(at)));
            } else if (!request.dropsEmpty() || wave.name().equals(Wave.CANARIES)) {
                problems.add("wave " + wave.name() + " has no node: " + whyEmpty(wave));
            }
        }
        if (!left.isEmpty() && !hasRest) {
            waves.add(filled(Wave.REST, request.soak(), Optional.empty(), left));
        }
        return problems.isEmpty() ? new Result.Planned(waves, leftOut) : new Result.Refused(problems);
    }

    private static Filled filled(String name, Duration soak, Optional<Integer> limit, List<String> nodes) {
        List<String> sorted = nodes.stream().sorted().toList();
        return new Filled(new Wave(name, soak, limit, sorted.size(), OtherFields.NONE), sorted);
    }

    /** Of nodes that it names and the policy leaves alone that is the cause, whichever others it names. */
    private String whyEmpty(PlannedWave wave) {
        List<Member> alone = request.members().stream()
                .filter(member -> member.alone().isPresent() && wave.names(member.node(), member.group()))
                .toList();
        return alone.isEmpty()
                ? "no node of these groups is named by it, or waves before it have them all"
                : leftAlone(alone) + ", or name another node";
    }

    /** Which of them are left alone, by which list, and what is to be done about it. */
    private static String leftAlone(List<Member> members) {
        SortedMap<String, List<String>> byCause = new TreeMap<>();
        members.forEach(member -> member.alone()
                .ifPresent(cause -> byCause.computeIfAbsent(cause, none -> new ArrayList<>())
                        .add(member.node())));
        String causes = byCause.entrySet().stream()
                .map(one ->
                        Moves.names(one.getValue()) + (one.getValue().size() == 1 ? " is " : " are ") + one.getKey())
                .collect(Collectors.joining("; "));
        return causes + "; change the list where `rebootmgr config show` on such a node says that it comes from";
    }
}
