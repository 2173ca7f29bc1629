package io.rebootmgr.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.PlannedWave;
import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.rollout.WavePlanning.Filled;
import io.rebootmgr.rollout.WavePlanning.Member;
import io.rebootmgr.rollout.WavePlanning.Request;
import io.rebootmgr.rollout.WavePlanning.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes are in which wave. */
class WavePlanningTest {
    private static final Duration SOAK = Duration.ofMinutes(30);

    private static NodeList list(String text) {
        return text.isEmpty() ? NodeList.NONE : ((NodeList.Reading.Read) NodeList.read(text)).list();
    }

    private static List<Member> web(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> new Member("web" + n, "web", Optional.empty()))
                .toList();
    }

    private static List<PlannedWave> percents(int... percents) {
        return IntStream.of(percents).mapToObj(PlannedWave::of).toList();
    }

    private static List<PlannedWave> plan(String json) {
        byte[] content = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ((RolloutPlan.Reading.Read) RolloutPlan.read("plan", content))
                .plan()
                .waves();
    }

    private static Result of(List<Member> members, String canaries, List<PlannedWave> waves, boolean drops) {
        return WavePlanning.of(new Request("r1", members, list(canaries), waves, drops, SOAK));
    }

    private static List<Filled> planned(Result result) {
        assertThat(result).isInstanceOf(Result.Planned.class);
        return ((Result.Planned) result).waves();
    }

    private static List<String> shape(Result result) {
        return planned(result).stream()
                .map(wave -> wave.wave().name() + " " + wave.nodes().size())
                .toList();
    }

    @ParameterizedTest(name = "{0} nodes, canaries {1}, {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
                10  | ''        | 100          | 100% 10
                10  | ''        | 5,25,100     | 5% 1, 25% 2, 100% 7
                10  | ''        | 5,25         | 5% 1, 25% 2, rest 7
                1   | ''        | 5,25,100     | 5% 1
                3   | ''        | 5,10,50,100  | 5% 1, 50% 1, 100% 1
                100 | web[1-10] | 5,25,100     | canaries 10, 5% 5, 25% 18, 100% 67
                100 | web[1-10] | ''           | canaries 10, rest 90
                10  | @web      | 5,100        | canaries 10
                10  | ''        | ''           | rest 10
                10  | ''        | 1,2,3,4,5    | 1% 1, rest 9
                """)
    void percentagesAreCumulativeAndRoundedUp(int nodes, String canaries, String percents, String expected) {
        int[] numbers = percents.isEmpty()
                ? new int[0]
                : Stream.of(percents.split(",")).mapToInt(Integer::parseInt).toArray();
        assertThat(shape(of(web(nodes), canaries, percents(numbers), true))).containsExactly(expected.split(", "));
    }

    @Test
    void theFirstWaveThatNamesANodeHasIt() {
        List<Member> members = new ArrayList<>(web(4));
        members.add(new Member("db1", "db", Optional.empty()));
        members.add(new Member("db2", "db", Optional.empty()));
        List<Filled> waves = planned(of(
                members,
                "web1",
                plan(
                        "{'waves':[{'name':'first','nodes':'web[1-2]'},{'name':'db','groups':['db'],'soak':'2h','limit':1},"
                                + "{'name':'half','nodes':['web2','db1'],'percent':50}]}"),
                false));
        assertThat(waves)
                .extracting(wave -> wave.wave().name())
                .containsExactly("canaries", "first", "db", "half", "rest");
        assertThat(waves.get(0).nodes()).containsExactly("web1");
        assertThat(waves.get(1).nodes()).containsExactly("web2");
        assertThat(waves.get(2).nodes()).containsExactly("db1", "db2");
        assertThat(waves.get(2).wave().soak()).isEqualTo(Duration.ofHours(2));
        assertThat(waves.get(2).wave().limit()).contains(1);
        assertThat(waves.get(3).nodes()).hasSize(1).isSubsetOf("web3", "web4");
        assertThat(waves.get(3).wave().soak()).isEqualTo(SOAK);
        assertThat(waves.get(4).nodes()).hasSize(1).isSubsetOf("web3", "web4");
    }

    @Test
    void aPlansOwnCanariesAndRestAreTheSameWaves() {
        List<Filled> waves = planned(of(
                web(5),
                "web1",
                plan("{'waves':[{'name':'canaries','nodes':'web2','soak':'1d'},{'name':'rest','nodes':'web3'}]}"),
                false));
        assertThat(waves).hasSize(2);
        assertThat(waves.get(0).nodes()).containsExactly("web1", "web2");
        assertThat(waves.get(0).wave().soak()).isEqualTo(Duration.ofDays(1));
        assertThat(waves.get(1).nodes()).containsExactly("web3", "web4", "web5");
    }

    @Test
    void emptyWavesOfCanariesAndPlansAreErrorsAndAllOfThemTold() {
        Result result =
                of(web(3), "db1", plan("{'waves':[{'name':'none','nodes':'x'},{'name':'all','percent':100}]}"), false);
        assertThat(((Result.Refused) result).problems())
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("wave canaries has no node"))
                .anySatisfy(text -> assertThat(text).contains("wave none has no node"));
        assertThat(of(web(3), "db1", percents(100), true)).isInstanceOf(Result.Refused.class);
        assertThat(of(List.of(), "", percents(100), true)).isInstanceOf(Result.Refused.class);
    }

    /** Whoever named them did name nodes of these groups. */
    @Test
    void anEmptyWaveWhoseNodesThePolicyLeavesAloneSaysSo() {
        List<Member> members = new ArrayList<>(web(3));
        members.add(new Member("web8", "web", Optional.of("left alone: in deny of the policy")));
        members.add(new Member("web9", "web", Optional.of("left alone: in deny of the policy")));
        members.add(new Member("db1", "db", Optional.of("left alone: neither in allow nor in canaries of the policy")));
        Result result = of(
                members,
                "web[8-9],nobody1",
                plan("{'waves':[{'name':'db','groups':['db']},{'name':'none','nodes':'x'}]}"),
                false);
        assertThat(((Result.Refused) result).problems())
                .containsExactly(
                        "wave canaries has no node: web8, web9 are left alone: in deny of the policy; change the list"
                                + " where `rebootmgr config show` on such a node says that it comes from, or name another"
                                + " node",
                        "wave db has no node: db1 is left alone: neither in allow nor in canaries of the policy; change"
                                + " the list where `rebootmgr config show` on such a node says that it comes from, or name"
                                + " another node",
                        "wave none has no node: no node of these groups is named by it, or waves before it have them"
                                + " all");
    }

    @Test
    void whoIsLeftAloneIsInNoWave() {
        List<Member> members = new ArrayList<>(web(2));
        members.add(new Member("web3", "web", Optional.of("left alone: in deny of the policy")));
        Result.Planned result = (Result.Planned) of(members, "", percents(100), true);
        assertThat(result.waves().getFirst().nodes()).containsExactly("web1", "web2");
        assertThat(result.leftOut()).containsEntry("web3", "left alone: in deny of the policy");
    }

    /** Whatever the fleet: everybody is in one wave, the sums are those of the percentages. */
    @RepeatedTest(50)
    void everybodyIsInOneWaveAndNoPercentageIsMissed(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        List<Member> members = web(1 + random.nextInt(400));
        int[] percents = IntStream.rangeClosed(1, 100)
                .filter(percent -> random.nextInt(20) == 0)
                .toArray();
        List<Filled> waves = planned(of(members, "", percents(percents), true));
        List<String> all = waves.stream().flatMap(wave -> wave.nodes().stream()).toList();
        assertThat(all).doesNotHaveDuplicates().hasSameSizeAs(members);
        int sum = 0;
        for (Filled wave : waves) {
            sum += wave.nodes().size();
            if (!wave.wave().name().equals("rest")) {
                int percent = Integer.parseInt(wave.wave().name().replace("%", ""));
                assertThat(sum).isEqualTo((int) Math.ceil(percent * members.size() / 100.0));
            }
        }
    }

    /** Of two nodes the same one goes first, whoever joins or vanishes. */
    @RepeatedTest(20)
    void theOrderOfTwoNodesDependsOnNoThird(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        List<Member> all = web(200);
        List<Member> some = all.stream().filter(member -> random.nextInt(3) > 0).toList();
        Set<String> left = new HashSet<>();
        some.forEach(member -> left.add(member.node()));
        assertThat(order(some))
                .isEqualTo(order(all).stream().filter(left::contains).toList());
    }

    /** By waves of one percent each. */
    private static List<String> order(List<Member> members) {
        int[] each = IntStream.rangeClosed(1, 100).toArray();
        return planned(of(members, "", percents(each), true)).stream()
                .flatMap(wave ->
                        wave.nodes().stream().sorted(Comparator.comparingLong(node -> WavePlanning.hash(node, "r1"))))
                .toList();
    }

    @Test
    void anotherRolloutHasAnotherOrder() {
        List<Member> members = web(100);
        List<String> one = planned(WavePlanning.of(new Request("a", members, NodeList.NONE, percents(10), true, SOAK)))
                .getFirst()
                .nodes();
        List<String> other = planned(
                        WavePlanning.of(new Request("b", members, NodeList.NONE, percents(10), true, SOAK)))
                .getFirst()
                .nodes();
        assertThat(one).isNotEqualTo(other);
    }
}
