package io.rebootmgr.process;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a program that this agent starts gets of the agent's own environment. */
public final class CleanEnvironment {
    /** A shorter token may be part of an innocent value by chance. */
    private static final int UNMISTAKABLE = 16;

    private static final Set<String> WORDS_TO_TASKS = Set.of(
            "REBOOTMGR_STAGE",
            "REBOOTMGR_NODE",
            "REBOOTMGR_GROUP",
            "REBOOTMGR_REASON",
            "REBOOTMGR_CLAIM",
            "REBOOTMGR_DRY_RUN",
            "REBOOTMGR_CHANGE",
            "REBOOTMGR_EVENT",
            ChildProcess.MARK);

    private CleanEnvironment() {}

    /**
     * The environment less everything that gives access to Consul (tokens, the file or the credentials that hold one,
     * and any variable with a token's value), and less the agent's own words to tasks: a leftover
     * {@code REBOOTMGR_DRY_RUN} must not tell a task that this reboot is none.
     */
    public static Map<String, String> of(Map<String, String> environment) {
        Optional<String> token = Optional.ofNullable(environment.get("CONSUL_HTTP_TOKEN"))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
        Map<String, String> clean = new HashMap<>();
        environment.forEach((name, value) -> {
            if (!WORDS_TO_TASKS.contains(name) && !isAccess(name) && !holds(value, token)) {
                clean.put(name, value);
            }
        });
        return clean;
    }

    private static boolean isAccess(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals("CONSUL_HTTP_AUTH")
                || (upper.contains("TOKEN") && (upper.startsWith("CONSUL_") || upper.startsWith("REBOOTMGR_")));
    }

    private static boolean holds(String value, Optional<String> token) {
        return token.isPresent()
                && (value.strip().equals(token.get())
                        || (token.get().length() >= UNMISTAKABLE && value.contains(token.get())));
    }
}
