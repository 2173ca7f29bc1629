package io.rebootmgr.simulation.node;

import io.rebootmgr.host.Host;
import io.rebootmgr.simulation.fault.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The node as one run meets it. */
final class RunHost implements Host {
    private final Run run;
    private final SimulatedNode node;

    RunHost(Run run, SimulatedNode node) {
        this.run = run;
        this.node = node;
    }

    @Override
    public Optional<Lock> lock() {
        return node.runs().lock(run) ? Optional.of(() -> node.runs().unlock(run)) : Optional.empty();
    }

    @Override
    public String bootId() {
        return node.bootId();
    }

    @Override
    public Duration uptime() {
        return node.clocks().uptime();
    }

    @Override
    public String kernel() {
        return "6.1.0-" + node.boots();
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return node.disk().triggers();
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return node.disk().claim();
    }

    @Override
    public void saveClaim(byte[] claim) {
        run.effect(Effect.SAVE_CLAIM, () -> {
            node.disk().setClaim(Optional.of(claim));
            return claim;
        });
    }

    @Override
    public void deleteClaim() {
        run.effect(Effect.DELETE_CLAIM, () -> {
            node.disk().setClaim(Optional.empty());
            return node;
        });
    }

    @Override
    public Optional<byte[]> lineNote() {
        return node.disk().line();
    }

    @Override
    public void noteLine(byte[] note) {
        run.strand().checkAlive();
        node.disk().setLine(Optional.of(note));
    }

    @Override
    public void forgetLine() {
        run.strand().checkAlive();
        node.disk().setLine(Optional.empty());
    }

    @Override
    public Optional<byte[]> stepsNote() {
        return node.disk().steps();
    }

    @Override
    public void noteSteps(byte[] note) {
        run.strand().checkAlive();
        node.disk().setSteps(Optional.of(note));
    }

    @Override
    public void forgetSteps() {
        run.strand().checkAlive();
        node.disk().setSteps(Optional.empty());
    }

    @Override
    public Optional<String> detectors() {
        return node.detectors().names().isEmpty() ? Optional.empty() : Optional.of("as ever");
    }

    @Override
    public Optional<byte[]> loadDetected() {
        return node.disk().detected();
    }

    @Override
    public void saveDetected(byte[] detected) {
        run.effect(Effect.SAVE_CLAIM, () -> {
            node.disk().setDetected(Optional.of(detected));
            return detected;
        });
    }

    @Override
    public Rebooted reboot() {
        return run.effect(Effect.REBOOT, () -> new RebootCommand(node).give(run));
    }
}
