package io.rebootmgr.doctor;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import java.util.ArrayList;
import java.util.List;

/**
 * The token may write every key that a run writes. Asked with a transaction that can never come true: each of its
 * writes is tied to an index that no key has. Consul looks at the rights first.
 */
final class WriteRights implements Examination {
    private static final long NO_KEYS_INDEX = Long.MAX_VALUE;
    private static final byte[] NOTHING = {};

    @Override
    public String about() {
        return "rights: write";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        try {
            return List.of(
                    switch (examined.consul().write(probe(examined))) {
                        case Written.Refused refused -> Finding.ok(about(), "all keys that a run writes");
                        case Written.Unknown unknown ->
                            Finding.warn(about(), "not known: " + unknown.cause(), "try again");
                        case Written.Applied applied ->
                            throw new IllegalStateException(
                                    "Consul applied a transaction whose conditions cannot hold");
                    });
        } catch (ConsulException e) {
            if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                throw e;
            }
            return List.of(Finding.forbidden(about(), List.of(ReadRights.right(e))));
        }
    }

    private static List<Operation> probe(ExaminedNode examined) {
        Self self = examined.self();
        Keys keys = self.keys();
        String node = self.node();
        List<String> written = new ArrayList<>(List.of(
                keys.slots(self.group()),
                keys.preparing(self.group(), node),
                keys.next(self.group()),
                keys.stuck(self.group()),
                keys.out(self.group(), node),
                keys.waiting(self.group(), node),
                keys.status(node),
                keys.history(node),
                keys.disabled(node),
                keys.waived(node),
                keys.rollouts(),
                keys.rolloutNode(node),
                keys.rolloutRecord("doctor"),
                keys.rolloutLock("doctor", self.group()),
                keys.rolloutOnce("doctor", self.group(), "hot", "doctor"),
                keys.followed(self.group()),
                keys.lease(node),
                keys.rebootRequired(node),
                keys.changeRequired(node),
                keys.pythonRebootRequired(node)));
        // The least that the node needs: one without tasks for it makes no hot change.
        if (examined.ports().tasks().list(Stage.HOT) instanceof Listing.Found found
                && !found.tasks().isEmpty()) {
            Keys hot = keys.of(ClaimList.HOT);
            written.addAll(List.of(hot.slots(self.group()), hot.next(self.group()), hot.waiting(self.group(), node)));
        }
        return written.stream()
                .<Operation>map(key -> new Operation.PutIf(key, NOTHING, NO_KEYS_INDEX))
                .toList();
    }
}
