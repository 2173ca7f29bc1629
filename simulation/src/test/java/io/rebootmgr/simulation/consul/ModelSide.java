package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.time.Duration;
import java.util.List;

/** The model, at whose beginning the server's own node is registered, as a real one's is. */
final class ModelSide extends Side {
    private final ConsulModel model = new ConsulModel();
    private final Duration now = Duration.ZERO;

    ModelSide(String prefix, Ids ids) {
        super(prefix, ids);
        model.catalog().alive(RealSide.SERVER, now);
    }

    @Override
    Written write(List<Operation> operations) {
        return model.write(operations, now);
    }

    @Override
    View read(List<String> prefixes) {
        return model.latest().read(prefixes);
    }

    @Override
    String createSession(int session, String node, int lockDelaySeconds) {
        String where = node.equals(RealSide.SERVER) ? node : name(node);
        Duration lockDelay = Duration.ofSeconds(lockDelaySeconds);
        Written written = model.sessions().create(session(session), where, RealSide.TTL, lockDelay, now);
        return written instanceof Written.Applied ? "created" : text(written);
    }

    @Override
    boolean renew(int session) {
        return model.sessions().renew(session(session), now);
    }

    @Override
    void destroy(int session) {
        model.sessions().destroy(session(session), now);
    }

    @Override
    void register(String node, String service, String status) {
        String id = name(service);
        Check check = new Check("service:" + id, id, status, "", id);
        model.catalog().register(name(node), new LocalService(id, id, List.of()), List.of(check), now);
    }

    @Override
    void deregister(String node) {
        model.catalog().deregister(name(node), now);
    }

    @Override
    List<Entry> entries() {
        return model.latest().under(name(""));
    }

    @Override
    long watchIndex(String shortPrefix) {
        return model.latest().watchIndex(name(shortPrefix));
    }

    @Override
    List<Instance> instances(String service) {
        return model.latest().instances(name(service));
    }

    @Override
    long raftIndex() {
        return model.index();
    }
}
