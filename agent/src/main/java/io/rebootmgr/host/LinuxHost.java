package io.rebootmgr.host;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.process.CleanEnvironment;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Linux node that this process runs on. */
public final class LinuxHost implements Host {
    private static final Path PROC = Path.of("/proc");
    private static final Path LOGIND = Path.of("/run/systemd/inhibit");
    private static final Path SYSTEMD = Path.of("/run/systemd/system");

    private static final Path UNITS = Path.of("/run/systemd/units");

    private static final int LONGEST_BOOT_ID = 64;
    private static final int LONGEST_FACT_BYTES = 4096;

    private final RunLock lock;
    private final DoingFile doing;
    private final ClaimFile claim;
    private final TriggerFiles triggers;
    private final Path bootIdFile;
    private final RebootCommand reboot;
    private final Optional<RebootCommand> powerOff;
    private final LeaseMark leases;
    private final RunNote line;
    private final RunNote steps;
    private final ShutdownLocks locks;
    private final UserspaceStart userspace;
    private final Optional<DetectorFiles> detectors;

    /**
     * @param run holds the lock; made if missing
     * @param state holds the claim file; made if missing
     * @param triggerFiles each asks for a reboot by being there
     * @param bootIdFile the kernel's, or for containers and demos a file that stands for it: then the "boot" was when
     *     that file was last written
     * @param rebootCommand the program and its arguments
     * @param powerOffCommand the same; empty where this node is never switched off
     * @param detectors the directory of the detectors; empty where nobody asks them
     */
    public LinuxHost(
            Path run,
            Path state,
            List<Path> triggerFiles,
            Path bootIdFile,
            List<String> rebootCommand,
            List<String> powerOffCommand,
            Optional<Path> detectors) {
        this.lock = new RunLock(run);
        this.doing = new DoingFile(run);
        this.claim = new ClaimFile(state);
        this.triggers = new TriggerFiles(triggerFiles);
        this.bootIdFile = bootIdFile.toAbsolutePath();
        Map<String, String> environment = CleanEnvironment.of(System.getenv());
        this.reboot = new RebootCommand(rebootCommand, environment);
        this.powerOff = powerOffCommand.isEmpty()
                ? Optional.empty()
                : Optional.of(new RebootCommand(powerOffCommand, environment));
        this.leases = new LeaseMark(run);
        this.line = new RunNote(run, "line");
        this.steps = new RunNote(run, "steps");
        this.locks = new ShutdownLocks(LOGIND, environment);
        this.userspace = new UserspaceStart(SYSTEMD, environment);
        this.detectors =
                detectors.isPresent() ? Optional.of(new DetectorFiles(detectors.get(), state)) : Optional.empty();
    }

    /** One that is never switched off, and has no detectors. */
    public LinuxHost(Path run, Path state, List<Path> triggerFiles, Path bootIdFile, List<String> rebootCommand) {
        this(run, state, triggerFiles, bootIdFile, rebootCommand, List.of(), Optional.empty());
    }

    /** Whether this process may do everything on this node. */
    public static boolean runsAsRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new HostException("cannot read /proc/self (" + e + "): mount /proc", e);
        }
    }

    @Override
    public Optional<Lock> lock() {
        return lock.take();
    }

    @Override
    public Optional<String> lockObstacle() {
        return lock.obstacle();
    }

    @Override
    public boolean isLocked() {
        return lock.isHeld();
    }

    @Override
    public Optional<Long> lockHolder() {
        return lock.holder();
    }

    @Override
    public void doing(String what) {
        doing.say(what, Instant.now());
    }

    @Override
    public void doingNothing() {
        doing.forget();
    }

    @Override
    public Optional<Doing> whatIsDone() {
        return doing.read();
    }

    @Override
    public String bootId() {
        String id = read(bootIdFile);
        if (id.isEmpty() || id.length() > LONGEST_BOOT_ID || !id.chars().allMatch(LinuxHost::isOfBootId)) {
            throw new HostException(bootIdFile + " holds no boot id: set paths.boot_id to a file that does");
        }
        return id;
    }

    private static boolean isOfBootId(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    @Override
    public String userspace() {
        // A file that stands for the kernel's boot id says all that there is to say.
        return bootIdFile.startsWith(PROC) ? userspace.told() : "";
    }

    @Override
    public String userspaceSign() {
        return bootIdFile.startsWith(PROC) ? UserspaceStart.sign(UNITS) : "";
    }

    @Override
    public Optional<String> detectors() {
        return detectors.isPresent() ? detectors.get().sign() : Optional.empty();
    }

    @Override
    public Optional<byte[]> loadDetected() {
        return detectors.isPresent() ? detectors.get().load() : Optional.empty();
    }

    @Override
    public void saveDetected(byte[] detected) {
        detectors.orElseThrow().save(detected);
    }

    @Override
    public Duration uptime() {
        return bootIdFile.startsWith(PROC) ? kernelUptime() : age(bootIdFile);
    }

    @Override
    public String kernel() {
        return read(Path.of("/proc/sys/kernel/osrelease"));
    }

    @Override
    public List<ShutdownLock> shutdownLocks() {
        return locks.held();
    }

    @Override
    public boolean canPowerOff() {
        return powerOff.isPresent();
    }

    @Override
    public Rebooted powerOff() {
        return powerOff.orElseThrow().run();
    }

    @Override
    public boolean knowsLease(String lease) {
        return leases.knows(lease, bootId());
    }

    @Override
    public boolean noteLease(String lease) {
        return leases.note(lease, bootId());
    }

    @Override
    public Optional<byte[]> lineNote() {
        return line.read();
    }

    @Override
    public void noteLine(byte[] note) {
        line.write(note);
    }

    @Override
    public void forgetLine() {
        line.forget();
    }

    @Override
    public Optional<byte[]> stepsNote() {
        return steps.read();
    }

    @Override
    public void noteSteps(byte[] note) {
        steps.write(note);
    }

    @Override
    public void forgetSteps() {
        steps.forget();
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return triggers.present();
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return claim.load();
    }

    @Override
    public void saveClaim(byte[] content) {
        claim.save(content);
    }

    @Override
    public void deleteClaim() {
        claim.delete();
    }

    @Override
    public String setClaimAside() {
        return claim.setAside().toString();
    }

    @Override
    public Optional<String> claimObstacle() {
        return claim.obstacle();
    }

    @Override
    public Optional<String> foreignHand() {
        return runsAsRoot() ? reboot.foreign().or(claim::foreign) : Optional.empty();
    }

    @Override
    public Rebooted reboot() {
        return reboot.run();
    }

    private static Duration kernelUptime() {
        String text = read(Path.of("/proc/uptime"));
        try {
            String seconds = text.substring(0, text.indexOf(' '));
            return Duration.ofMillis(
                    new BigDecimal(seconds).scaleByPowerOfTen(3).longValue());
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new HostException("/proc/uptime holds no uptime: " + text, e);
        }
    }

    private static Duration age(Path file) {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            Duration age = Duration.between(written, Instant.now());
            return age.isNegative() ? Duration.ZERO : age;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(PlainFile.read(file, LONGEST_FACT_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static HostException unreadable(Path file, IOException e) {
        return new HostException("cannot read " + file + " (" + e + "): it must be there and readable", e);
    }
}
