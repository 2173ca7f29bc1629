package io.rebootmgr.cli;

import java.util.List;
import java.util.Map;

/** Who gives a command, as reasons and the logbook name them: {@code alice@web1}. */
record Operator(String name) {
    private static final int LONGEST = 100;

    /** Whoever logged in, behind {@code sudo} too. */
    static Operator of(Map<String, String> env, String host) {
        for (String variable : List.of("SUDO_USER", "USER", "LOGNAME")) {
            String user = env.getOrDefault(variable, "");
            if (!user.isBlank()) {
                return at(user, host);
            }
        }
        return at(System.getProperty("user.name", "unknown"), host);
    }

    private static Operator at(String user, String host) {
        String plain = user.strip().replaceAll("[^!-~]", "?");
        return new Operator(plain.substring(0, Math.min(plain.length(), LONGEST)) + "@" + host);
    }
}
