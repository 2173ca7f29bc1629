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
    };

    abstract boolean is(Request request, FaultNode node);
}
