package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.settings.Settings;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;

/**
 * Where the token comes from, and that Consul knows it. Without one all else would be forbidden, too, and is not asked
 * for.
 */
final class TokenKnown implements Examination {
    private static final String NEEDED = "name its file as consul.token_file in the settings; to try one: "
            + Settings.Consul.TOKEN_VARIABLE + "=... rebootmgr doctor";

    @Override
    public String about() {
        return "token";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Settings.Consul settings = examined.settings().consul();
        String from = settings.tokenFrom();
        try {
            examined.consul().self();
            examined.consul()
                    .read(Consistency.CONSISTENT, List.of(examined.self().keys().stop()));
        } catch (ConsulException e) {
            if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                throw e;
            }
            if (from.isEmpty()) {
                return List.of(Finding.fail(
                        about(), ExitCode.CONSUL, "none is configured, and Consul wants one: " + e.right(), NEEDED));
            }
            if (e.right().isEmpty()) {
                return List.of(
                        Finding.fail(about(), ExitCode.CONSUL, e.reason(), "have a new one made, and put there"));
            }
            // Rights are told one by one below.
            return List.of(whose(from));
        }
        return List.of(from.isEmpty() ? Finding.ok(about(), "none, and Consul wants none") : whose(from));
    }

    private Finding whose(String from) {
        return from.equals(Settings.Consul.TOKEN_VARIABLE)
                ? Finding.note(
                        about(),
                        "that of " + from + ", as it is set here: the timer's runs may have another",
                        "for theirs: `env -u " + from + " rebootmgr doctor`")
                : Finding.ok(about(), "that of " + from);
    }
}
