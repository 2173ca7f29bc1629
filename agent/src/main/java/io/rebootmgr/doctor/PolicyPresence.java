package io.rebootmgr.doctor;

import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;

/** There is a policy, and it is valid. */
final class PolicyPresence implements Examination {
    @Override
    public String about() {
        return "policy";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return switch (examined.facts().policy()) {
            case PolicyState.Missing missing ->
                List.of(Finding.fail(about(), ExitCode.NOT_INITIALISED, missing.text()));
            case PolicyState.Invalid invalid ->
                invalid.problems().stream()
                        .map(problem -> Finding.fail(
                                about(),
                                ExitCode.INVALID,
                                problem.text(),
                                "fix it with `rebootmgr config set` or `consul kv put`"))
                        .toList();
            case PolicyState.Known known ->
                List.of(known.policy()
                        .leavesAlone(examined.self().node(), examined.self().group())
                        .map(why -> Finding.warn(
                                about(),
                                "valid, but this node is " + why,
                                "change the list where `rebootmgr config show` says it comes from"))
                        .orElseGet(() -> known.policy().enabled()
                                ? Finding.ok(
                                        about(),
                                        "valid, limit " + known.policy().limit() + " in group "
                                                + examined.self().group())
                                : Finding.warn(
                                        about(),
                                        "valid, but this node is disabled"
                                                + known.policy()
                                                        .disabledReason()
                                                        .map(why -> ": " + why)
                                                        .orElse(""),
                                        "set enabled to true where `rebootmgr config show` says it comes from")));
        };
    }
}
