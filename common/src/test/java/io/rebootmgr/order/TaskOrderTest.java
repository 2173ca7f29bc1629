package io.rebootmgr.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskOrderTest {
    private static Headed task(String name, String... lines) {
        String text = "### BEGIN REBOOTMGR INFO\n" + String.join("\n", lines) + "\n### END REBOOTMGR INFO\n";
        HeaderResult result = HeaderReader.read(text.getBytes(StandardCharsets.UTF_8));
        return new Headed(name, ((HeaderResult.Valid) result).header());
    }

    private static Headed plain(String name) {
        return new Headed(name, Header.NONE);
    }

    private static List<Placed> placed(Headed... tasks) {
        TaskOrderResult result = TaskOrder.of(List.of(tasks));
        assertThat(result).isInstanceOf(TaskOrderResult.Ordered.class);
        return ((TaskOrderResult.Ordered) result).tasks();
    }

    private static List<String> names(List<Placed> placed) {
        return placed.stream().map(each -> each.task().name()).toList();
    }

    private static List<String> causes(Headed... tasks) {
        TaskOrderResult result = TaskOrder.of(List.of(tasks));
        assertThat(result).isInstanceOf(TaskOrderResult.Impossible.class);
        return ((TaskOrderResult.Impossible) result).causes();
    }

    @Test
    void withoutHeadersTheNamesDecideByteByByte() {
        assertThat(names(placed(
                        plain("a"), plain("\uff5e"), plain("B"), plain("10-x"), plain("9-x"), plain("\ud83d\ude00"))))
                .containsExactly("10-x", "9-x", "B", "a", "\uff5e", "\ud83d\ude00");
    }

    @Test
    void stepsRiseAndWhoHasNoneIsInTheFiftieth() {
        assertThat(names(placed(task("a", "# Step: 51"), plain("b"), task("c", "# Step: 50"), task("d", "# Step: 0"))))
                .containsExactly("d", "b", "c", "a");
    }

    /** The first by name that can go comes next, at each place anew. */
    @Test
    void predecessorsComeBeforeAndTheRestStaysByName() {
        List<Placed> placed = placed(
                task("10-nova", "# Service: nova", "# After: rabbitmq galera", "# Requires: ovs"),
                plain("20-other"),
                task("30-ovs", "# Service: ovs"),
                task("40-galera", "# Service: galera"),
                plain("50-last"));
        assertThat(names(placed)).containsExactly("20-other", "30-ovs", "40-galera", "10-nova", "50-last");
        assertThat(placed.get(3).behind()).containsExactly("30-ovs", "40-galera");
        assertThat(placed.get(3).absent()).containsExactly("rabbitmq");
    }

    @Test
    void aServiceOfAnEarlierStepIsThereAlready() {
        List<Placed> placed = placed(
                task("a", "# Service: nova", "# Step: 3", "# Requires: ovs", "# After: ovs"),
                task("b", "# Service: ovs", "# Step: 2"));
        assertThat(names(placed)).containsExactly("b", "a");
        assertThat(placed.getLast().behind()).isEmpty();
    }

    /** It stops in one step and starts in another: those between run after the first of them. */
    @Test
    void aServiceMayHaveATaskInEachStep() {
        assertThat(names(placed(
                        task("a", "# Service: nova", "# Step: 9"),
                        task("b", "# Service: db", "# Step: 5", "# Requires: nova"),
                        task("c", "# Service: nova", "# Step: 1"))))
                .containsExactly("c", "b", "a");
    }

    /** A package may drop more than one; they stand by their names, and whoever comes after it after all of them. */
    @Test
    void aServiceMayHaveSeveralTasksInOneStep() {
        List<Placed> placed = placed(
                task("10-nova", "# Service: nova", "# After: db"),
                task("20-nova-db", "# Service: db"),
                task("30-dump", "# Service: db"),
                plain("25-other"));
        assertThat(names(placed)).containsExactly("20-nova-db", "25-other", "30-dump", "10-nova");
        assertThat(placed.getLast().behind()).containsExactly("20-nova-db", "30-dump");
        assertThat(names(placed(task("b", "# Service: x"), task("a", "# Service: x"))))
                .containsExactly("a", "b");
    }

    @Test
    void aTaskWithoutAServiceIsCalledByItsFile() {
        assertThat(names(placed(task("10-a", "# After: 20-b"), plain("20-b")))).containsExactly("20-b", "10-a");
    }

    @Test
    void whatNoOrderDoesNamesTheFilesAndTheWayOut() {
        assertThat(causes(task("a", "# Requires: ovs")))
                .containsExactly("a requires ovs, and no task of this stage is of that Service: install its task, or"
                        + " say After instead of Requires if it may be missing");
        assertThat(causes(task("a", "# Service: x", "# After: x")))
                .containsExactly("a is to run after x, which is itself: take that out of its After and Requires");
        assertThat(causes(task("a", "# Requires: b"), task("b", "# Step: 60")))
                .containsExactly(
                        "a of step 50 is to run after b, whose task b is of step 60, a later one: change one of"
                                + " the steps");
        assertThat(causes(task("a", "# After: b"), task("b", "# Step: 60"))).hasSize(1);
        assertThat(causes(task("a", "# After: b"), task("b", "# Requires: c"), task("c", "# After: a"), plain("d")))
                .containsExactly("a is to run after b is to run after c is to run after a: no order does that, take one"
                        + " After or Requires out");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThat(causes(
                        task("a", "# After: b"),
                        task("b", "# After: a"),
                        task("c", "# After: d"),
                        task("d", "# After: c a"),
                        task("e", "# After: d"),
                        task("f", "# Requires: g")))
                .hasSize(3);
    }

    /** Drawn directories: each way of reading one gives one order, and that is what the headers ask for. */
    @Test
    void theOrderIsOneAndKeepsToTheHeaders() {
        Random random = new Random(7);
        int ordered = 0;
        for (int round = 0; round < 20_000; round++) {
            List<Headed> tasks = new ArrayList<>(IntStream.range(0, 1 + random.nextInt(7))
                    .mapToObj(i -> drawn(random, "t" + i))
                    .toList());
            TaskOrderResult result = TaskOrder.of(tasks);
            Collections.shuffle(tasks, random);
            assertThat(TaskOrder.of(tasks)).isEqualTo(result);
            if (result instanceof TaskOrderResult.Ordered(List<Placed> placed)) {
                ordered++;
                assertThat(placed).extracting(Placed::task).containsExactlyInAnyOrderElementsOf(tasks);
                keepsToTheHeaders(placed.stream().map(Placed::task).toList());
            }
        }
        assertThat(ordered).isBetween(5_000, 19_000);
    }

    private static Headed drawn(Random random, String name) {
        return new Headed(
                name,
                new Header(
                        random.nextBoolean() ? Optional.of("s" + random.nextInt(5)) : Optional.empty(),
                        random.nextInt(3) == 0 ? random.nextInt(3) : 1,
                        some(random),
                        random.nextInt(4) == 0 ? some(random) : List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        List.of()));
    }

    private static List<String> some(Random random) {
        return random.ints(random.nextInt(3), 0, 10)
                .mapToObj(i -> i < 5 ? "s" + i : "t" + (i - 5))
                .distinct()
                .toList();
    }

    private static void keepsToTheHeaders(List<Headed> order) {
        for (int at = 0; at < order.size(); at++) {
            Headed task = order.get(at);
            List<Headed> before = order.subList(0, at);
            List<Headed> later = order.subList(at, order.size());
            assertThat(later)
                    .allMatch(other -> other.header().step() >= task.header().step());
            Stream.concat(task.header().after().stream(), task.header().requires().stream())
                    .forEach(service -> assertThat(later)
                            .noneMatch(other -> other.service().equals(service)
                                    && other.header().step() == task.header().step()));
            assertThat(before)
                    .as("required by %s", task)
                    .extracting(Headed::service)
                    .containsAll(task.header().requires());
            assertThat(later)
                    .as("whoever could have gone first by name did")
                    .noneMatch(other -> other.header().step() == task.header().step()
                            && isBefore(other.name(), task.name())
                            && Stream.concat(other.header().after().stream(), other.header().requires().stream())
                                    .noneMatch(service -> later.stream()
                                            .anyMatch(waiting -> waiting.service()
                                                            .equals(service)
                                                    && waiting.header().step()
                                                            == other.header().step())));
        }
    }

    private static boolean isBefore(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)) < 0;
    }

    @Test
    void withoutHeadersItIsTheOrderOfTheNames() {
        Random random = new Random(9);
        for (int round = 0; round < 1_000; round++) {
            List<String> names = random.ints(1 + random.nextInt(30), 0, 10_000)
                    .mapToObj(Integer::toString)
                    .distinct()
                    .toList();
            List<Headed> tasks = names.stream().map(TaskOrderTest::plain).toList();
            assertThat(((TaskOrderResult.Ordered) TaskOrder.of(tasks)).tasks())
                    .extracting(placed -> placed.task().name())
                    .isEqualTo(names.stream().sorted().toList());
        }
    }
}
