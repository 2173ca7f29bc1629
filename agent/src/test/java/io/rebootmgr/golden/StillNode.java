package io.rebootmgr.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node at which time stands still, up for three days and a bit, whose tasks are all there. */
public final class StillNode implements Host, TaskRunner, Clock {
    static final String BOOT = "boot-7";

    private final Instant now;
    private final List<TriggerFile> files = new ArrayList<>();
    private final List<ShutdownLock> locks = new ArrayList<>();
    private final SortedMap<String, End> said = new TreeMap<>();
    private Listing gates = new Listing.Missing("/etc/rebootmgr/gates.d");
    private Optional<Doing> doing = Optional.empty();
    private Optional<byte[]> claim = Optional.empty();
    private final List<Detection> detections = new ArrayList<>();
    private Optional<byte[]> detected = Optional.empty();
    private Optional<String> detectors = Optional.empty();

    public StillNode(Instant now) {
        this.now = now;
    }

    /** A file that asks for a reboot, put there so long ago. */
    StillNode asks(String path, String reason, Duration ago) {
        Instant at = now.minus(ago);
        files.add(new TriggerFile(path, 17, at.getEpochSecond() * 1_000_000_000L, reason));
        return this;
    }

    /** A program holds a lock against a shutdown. */
    StillNode locked(String who, String why) {
        locks.add(new ShutdownLock(who, why));
        return this;
    }

    /** A gate program ends so. */
    StillNode gate(String name, End end) {
        said.put(name, end);
        gates = new Listing.Found(
                said.keySet().stream()
                        .map(each -> new Task(Stage.GATE, each, "/etc/rebootmgr/gates.d/" + each))
                        .toList(),
                List.of("README: not executable"));
        return this;
    }

    /** Detectors, which have not been asked yet. */
    StillNode withDetectors() {
        detectors = Optional.of("2-beef");
        return this;
    }

    /** What a detector said last. */
    StillNode detected(String name, Said said, String reason, Map<String, String> facts) {
        withDetectors();
        detections.add(new Detection(name, said, reason, 0, Duration.ofSeconds(2), new TreeMap<>(facts)));
        new Detected(Detected.When.now(this), "2-beef", "", "", Duration.ofHours(1), detections).save(this);
        return this;
    }

    @Override
    public Optional<String> detectors() {
        return detectors;
    }

    @Override
    public Optional<byte[]> loadDetected() {
        return detected;
    }

    @Override
    public void saveDetected(byte[] said) {
        detected = Optional.of(said);
    }

    /** None of them may be run. */
    StillNode gatesRefused(String why) {
        gates = new Listing.Refused(why);
        return this;
    }

    /** A stop broke off the drain of this claim. */
    StillNode drained(String id) {
        Entry entry = Entry.begun(id, "web2", "web", "new kernel", List.of(), now.minusSeconds(600))
                .ended(102, "stopped by service/rebootmgr/stop: incident 42", now.minusSeconds(500))
                .leftDrained();
        ObjectNode json = Json.object()
                .put("id", id)
                .put("group", "web")
                .put("step", "giving_up")
                .put("boot_id", BOOT)
                .put("session", "")
                .put("reason", "new kernel")
                .put("draining", true)
                .put("reboot_at_uptime_ms", 0)
                .put("overdue_told", false);
        json.putArray("triggers");
        json.set("entry", entry.json());
        claim = Optional.of(Json.bytes(json));
        return this;
    }

    @Override
    public Optional<Lock> lock() {
        throw new AssertionError("a view takes no lock");
    }

    /** Another run holds the lock, and said what it is doing. */
    StillNode busy(String what, Duration ago) {
        doing = Optional.of(new Doing(4711, now.minus(ago), what));
        return this;
    }

    @Override
    public Optional<Long> lockHolder() {
        return Optional.of(4711L);
    }

    @Override
    public Optional<Doing> whatIsDone() {
        return doing;
    }

    @Override
    public String bootId() {
        return BOOT;
    }

    @Override
    public Duration uptime() {
        return Duration.ofHours(77).plusMinutes(12);
    }

    @Override
    public String kernel() {
        return "6.1.0-30-amd64";
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return files;
    }

    @Override
    public List<ShutdownLock> shutdownLocks() {
        return locks;
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return claim;
    }

    @Override
    public void saveClaim(byte[] claim) {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public void deleteClaim() {
        throw new AssertionError("a view writes nothing");
    }

    @Override
    public Rebooted reboot() {
        throw new AssertionError("a view does not reboot");
    }

    @Override
    public Listing list(Stage stage) {
        return stage == Stage.GATE ? gates : new Listing.Found(List.of(), List.of());
    }

    @Override
    public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        throw new AssertionError("a view runs no task");
    }

    @Override
    public End runBeside(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        return Objects.requireNonNull(said.get(task.name()));
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return Duration.ZERO;
    }

    @Override
    public void sleep(Duration duration) {
        throw new AssertionError("a view does not wait");
    }

    @Override
    public void checkTerminated() {}
}
