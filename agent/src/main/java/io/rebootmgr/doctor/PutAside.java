package io.rebootmgr.doctor;

import io.rebootmgr.text.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings and a token that a package manager, or an earlier installation, left beside those that count: a node that
 * was installed anew would sit in the group "default" and take its slots, and nobody be told.
 */
final class PutAside implements Examination {
    private static final Path STANDARD = Path.of("/etc/rebootmgr/rebootmgr.toml");

    private static final List<String> ENDINGS = List.of(".rpmsave", ".rpmorig", ".dpkg-old", ".dpkg-bak");

    @Override
    public String about() {
        return "settings";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Path settings = examined.settingsFile().orElse(STANDARD);
        List<Finding> findings = new ArrayList<>();
        for (String ending : ENDINGS) {
            Path aside = settings.resolveSibling(settings.getFileName() + ending);
            if (Files.exists(aside)) {
                findings.add(Finding.warn(
                        about(),
                        aside + " was put aside and does not count: this node is "
                                + examined.self().node() + " of group "
                                + examined.self().group(),
                        "compare the two, then "
                                + Suggestion.of("mv")
                                        .argument(aside.toString())
                                        .argument(settings.toString())
                                        .typed() + ", or delete it"));
            }
        }
        Path token = settings.resolveSibling("consul.token");
        if (Files.exists(token) && examined.settings().consul().token().isEmpty()) {
            findings.add(Finding.warn(
                    about(),
                    "there is a token in " + token + ", and nothing says that it is to be used",
                    "set consul.token_file in " + settings + ", or delete it"));
        }
        return findings;
    }
}
