package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.function.UnaryOperator;

/** The key {@code versions}, read and changed by compare-and-set. What cannot be read is a {@link CommandFailure}. */
final class PublishedVersions {
    private PublishedVersions() {}

    static Versions read(Workplace workplace) {
        Keys keys = workplace.keys();
        return in(workplace.consul().read(Consistency.DEFAULT, List.of(keys.versions())), keys);
    }

    static void change(Workplace workplace, UnaryOperator<Versions> change) {
        Keys keys = workplace.keys();
        KeyWrite.make(workplace.consul(), List.of(keys.versions(), keys.published()), view -> {
            Versions before = in(view, keys);
            Versions after = change.apply(before);
            return after.equals(before)
                    ? List.of()
                    : List.of(
                            new Operation.PutIf(keys.versions(), after.bytes(), view.index(keys.versions())),
                            shortForm(after, view, keys));
        });
    }

    private static Operation shortForm(Versions versions, View view, Keys keys) {
        String key = keys.published();
        return Published.of(versions, view, keys)
                .<Operation>map(value -> new Operation.PutIf(key, value, view.index(key)))
                .orElseGet(() -> new Operation.Delete(key));
    }

    private static Versions in(View view, Keys keys) {
        try {
            return Versions.in(view, keys);
        } catch (MalformedJson e) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "the key " + keys.versions() + " " + e.reason() + "; it is left as it is: see "
                            + Suggestion.key("get", keys.versions()) + ", then fix or delete it");
        }
    }

    /** A word that can be none is a {@link CommandFailure}. */
    static String name(String typed) {
        if (!PublishedVersion.isName(typed)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + typed + "' cannot be a version: one word of printable ASCII, at most "
                            + PublishedVersion.NAME_MAX + " characters");
        }
        return typed;
    }
}
