package io.rebootmgr.simulation.consul;

import java.util.List;

/** One thing done to both sides; what comes back is each side's answer, in words that must be the same. */
sealed interface Step {

    String on(Side side);

    /** A transaction. */
    record Write(List<Draft> drafts) implements Step {
        @Override
        public String on(Side side) {
            return Side.text(
                    side.write(drafts.stream().map(draft -> draft.on(side)).toList()));
        }
    }

    /** A read of several prefixes, which may overlap; their indexes are compared with the rest of the state. */
    record Read(List<String> prefixes) implements Step {
        @Override
        public String on(Side side) {
            var view = side.read(prefixes.stream().map(side::name).toList());
            return view.under("").stream()
                    .map(entry -> entry.key() + "=" + entry.text() + " locked by " + entry.session())
                    .toList()
                    .toString();
        }
    }

    /** A new session under this number, and with it a new id. */
    record NewSession(int session, String node, int lockDelaySeconds) implements Step {
        @Override
        public String on(Side side) {
            return side.createSession(session, node, lockDelaySeconds);
        }
    }

    record Renew(int session) implements Step {
        @Override
        public String on(Side side) {
            return side.renew(session) ? "renewed" : "gone";
        }
    }

    record Destroy(int session) implements Step {
        @Override
        public String on(Side side) {
            side.destroy(session);
            return "destroyed";
        }
    }

    /** A service with one check; the node is registered with it. */
    record Register(String node, String service, String status) implements Step {
        @Override
        public String on(Side side) {
            side.register(node, service, status);
            return "registered";
        }
    }

    record Deregister(String node) implements Step {
        @Override
        public String on(Side side) {
            side.deregister(node);
            return "deregistered";
        }
    }
}
