package io.rebootmgr.simulation.mutation;

import io.rebootmgr.host.Host;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The node as a mutant meets it: what its subclasses do not change passes through. */
class ChangedHost implements Host {
    private final Host real;

    ChangedHost(Host real) {
        this.real = real;
    }

    /** What the agent takes for what it wrote down of its claim. */
    String remembered(String written) {
        return written;
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return real.loadClaim()
                .map(claim ->
                        remembered(new String(claim, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Lock> lock() {
        return real.lock();
    }

    @Override
    public String bootId() {
        return real.bootId();
    }

    @Override
    public Duration uptime() {
        return real.uptime();
    }

    @Override
    public String kernel() {
        return real.kernel();
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return real.triggerFiles();
    }

    @Override
    public String userspace() {
        return real.userspace();
    }

    @Override
    public String userspaceSign() {
        return real.userspaceSign();
    }

    @Override
    public Optional<String> detectors() {
        return real.detectors();
    }

    @Override
    public Optional<byte[]> loadDetected() {
        return real.loadDetected();
    }

    @Override
    public void saveDetected(byte[] detected) {
        real.saveDetected(detected);
    }

    @Override
    public void saveClaim(byte[] claim) {
        real.saveClaim(claim);
    }

    @Override
    public void deleteClaim() {
        real.deleteClaim();
    }

    @Override
    public Optional<byte[]> lineNote() {
        return real.lineNote();
    }

    @Override
    public void noteLine(byte[] note) {
        real.noteLine(note);
    }

    @Override
    public Optional<byte[]> stepsNote() {
        return real.stepsNote();
    }

    @Override
    public void noteSteps(byte[] note) {
        real.noteSteps(note);
    }

    @Override
    public void forgetSteps() {
        real.forgetSteps();
    }

    @Override
    public void forgetLine() {
        real.forgetLine();
    }

    @Override
    public Rebooted reboot() {
        return real.reboot();
    }
}
