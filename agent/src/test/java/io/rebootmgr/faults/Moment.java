package io.rebootmgr.faults;

import io.rebootmgr.testing.RequestProxy.Request;

/** A moment of a run, told by the request that is on its way. */
enum Moment {
    /** The claim. */
    CLAIM {
        @Override
        boolean is(Request request, FaultNode node) {
            return Transaction.in(request).filter(Transaction::isClaim).isPresent();
        }
    },
    /** A look, while the node prepares, whether the claim's lock is still held. */
    LOOK {
        @Override
        boolean is(Request request, FaultNode node) {
            return request.path().equals("/v1/txn")
                    && Transaction.in(request).filter(Transaction::isRead).isPresent();
        }
    },
    /** Its tasks have run, and nothing has been asked of Consul since. */
    AFTER_ITS_TASKS {
        @Override
        boolean is(Request request, FaultNode node) {
            return node.program().hasClaimFile()
                    && node.program().read("state/claim.json").contains("\"pre_boot_tasks\"");
        }
    },
    /** The last gates have been judged, and nothing of the commit has been asked yet. */
    AFTER_THE_LAST_GATES {
        @Override
        boolean is(Request request, FaultNode node) {
            return node.program().hasClaimFile()
                    && node.program().read("state/claim.json").contains("\"committing\"");
        }
    },
    /** The commit. */
    COMMIT {
        @Override
        boolean is(Request request, FaultNode node) {
            return Transaction.in(request).filter(Transaction::isCommit).isPresent();
        }
    },
    /** The making of a session. */
    SESSION {
        @Override
        boolean is(Request request, FaultNode node) {
            return request.path().startsWith("/v1/session/create");
        }
    },
    /** The taking of a lease. */
    LEASE {
        @Override
        boolean is(Request request, FaultNode node) {
            return Transaction.in(request).filter(Transaction::isLease).isPresent();
        }
    },
    /** A renewal of its session. */
    RENEWAL {
        @Override
        boolean is(Request request, FaultNode node) {
            return request.path().startsWith("/v1/session/renew/");
        }
    },
    /** The giving back of it. */
    RELEASE {
        @Override
        boolean is(Request request, FaultNode node) {
            return Transaction.in(request).filter(Transaction::isRelease).isPresent();
        }
    },
    /** The end of its session. */
    END_OF_SESSION {
        @Override
        boolean is(Request request, FaultNode node) {
            return request.path().startsWith("/v1/session/destroy/");
        }
    };

    abstract boolean is(Request request, FaultNode node);
}
