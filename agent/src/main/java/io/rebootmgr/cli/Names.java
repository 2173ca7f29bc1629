package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Names of nodes and groups on the command line. */
final class Names {
    private Names() {}

    /** A name that cannot be is wrong usage; none is fine. */
    static void require(CommandSpec spec, @Nullable String name) {
        if (name != null && !Keys.isName(name)) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + name + "\" cannot be a name: expected letters, digits, dot, _ and -");
        }
    }
}
