package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** After its COMMIT it goes by what the last gates before that had seen of other groups, and of services. */
final class OldAfterCommit extends ChangedConsul {
    private final Self self;
    private final Map<String, List<Instance>> instances = new HashMap<>();
    private View latest = new View(List.of());
    private View judged = latest;
    private boolean committed;

    OldAfterCommit(Self self, Ports ports) {
        super(ports.consul());
        this.self = self;
    }

    @Override
    View seen(View view) {
        latest = view;
        if (!committed) {
            return view;
        }
        List<View.Entry> entries =
                new ArrayList<>(Lens.without(view, this::isElsewhere).under(""));
        judged.under("").stream().filter(entry -> isElsewhere(entry.key())).forEach(entries::add);
        return new View(entries);
    }

    private boolean isElsewhere(String key) {
        return key.startsWith(self.keys().groups())
                && !key.startsWith(self.keys().group(self.group()));
    }

    @Override
    public List<LocalService> localServices() {
        if (!committed) {
            judged = latest;
        }
        return super.localServices();
    }

    @Override
    public List<Instance> instances(String service, Consistency consistency) {
        List<Instance> now = super.instances(service, consistency);
        if (!committed) {
            instances.put(service, now);
        }
        return instances.getOrDefault(service, now);
    }

    @Override
    List<Operation> sent(List<Operation> operations) {
        committed |= Sent.isCommit(self, operations);
        return operations;
    }
}
