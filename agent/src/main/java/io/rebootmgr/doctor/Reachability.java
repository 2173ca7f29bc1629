package io.rebootmgr.doctor;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/** Consul answers and has a leader. */
final class Reachability implements Examination {
    @Override
    public String about() {
        return "consul";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Optional<String> leader;
        try {
            leader = examined.consul().leader();
        } catch (ConsulException e) {
            return List.of(Finding.fail(
                    about(),
                    ExitCode.CONSUL,
                    e.reason(),
                    "start this node's Consul agent, or set consul.address in the settings (`rebootmgr config show`)"));
        }
        String address = examined.settings().consul().address().toString();
        return List.of(
                leader.isPresent()
                        ? Finding.ok(about(), address + " answers, the leader is " + leader.get())
                        : Finding.fail(
                                about(),
                                ExitCode.CONSUL,
                                address + " answers, but there is no leader",
                                "bring a majority of the Consul servers back; see `consul operator raft list-peers`"));
    }
}
