package io.rebootmgr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The manual's section 5, and the variables: what {@code docs/reference.md} says of settings and policy, which a test
 * holds against the code. Of Markdown it reads what stands there: paragraphs, tables, code.
 */
final class SettingsPages {
    private SettingsPages() {}

    /** Writes {@code rebootmgr.toml.adoc} and {@code rebootmgr-policy.adoc}. */
    static void write(Path folder, Path reference) throws IOException {
        List<String> page = Files.readAllLines(reference);
        Files.writeString(
                folder.resolve("rebootmgr.toml.adoc"),
                page(
                        "rebootmgr.toml",
                        "settings of rebootmgr on one node",
                        "*/etc/rebootmgr/rebootmgr.toml*",
                        below(page, "## Settings"),
                        "*rebootmgr*(1), *rebootmgr-config-show*(1), *rebootmgr-config-validate*(1), *rebootmgr-policy*(5)"));
        Files.writeString(
                folder.resolve("rebootmgr-policy.adoc"),
                page(
                        "rebootmgr-policy",
                        "what operators decide for the nodes of a fleet",
                        "*rebootmgr config set* _FIELD_=_VALUE_... [*--group* _GROUP_ | *--node* _NODE_]",
                        below(page, "## Policy"),
                        "*rebootmgr*(1), *rebootmgr-init*(1), *rebootmgr-config-set*(1), *rebootmgr-config-show*(1),"
                                + " *rebootmgr.toml*(5)"));
    }

    /** The section that tells the program's variables. */
    static String environment(Path reference) throws IOException {
        List<String> said = below(Files.readAllLines(reference), "## Environment").stream()
                .takeWhile(line -> !line.startsWith("What "))
                .toList();
        return "\n== Environment\n" + String.join("\n", adoc(said)) + "\n";
    }

    private static String page(String name, String what, String synopsis, List<String> body, String also) {
        return ":doctype: manpage\n:manmanual: Rebootmgr Manual\n:mansource: rebootmgr " + Version.TEXT + "\n= " + name
                + "(5)\n\n== Name\n\n" + name + " - " + what + "\n\n== Synopsis\n\n" + synopsis
                + "\n\n== Description\n\n" + String.join("\n", adoc(body)) + "\n\n== See Also\n\n" + also + "\n";
    }

    private static List<String> below(List<String> page, String heading) {
        return page.subList(page.indexOf(heading) + 1, page.size()).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }

    private static List<String> adoc(List<String> markdown) {
        List<String> adoc = new ArrayList<>();
        List<String> titles = List.of();
        boolean code = false;
        List<String> lines =
                markdown.stream().filter(line -> !line.startsWith("|--")).toList();
        for (String line : lines) {
            if (line.startsWith("```")) {
                adoc.add("----");
                code = !code;
            } else if (code) {
                adoc.add(line);
            } else if (line.startsWith("| ")) {
                List<String> cells = cells(line);
                if (titles.isEmpty()) {
                    titles = cells;
                } else {
                    adoc.addAll(row(titles, cells));
                }
            } else {
                titles = List.of();
                adoc.add(line.startsWith("### ") ? "=== " + line.substring(4) : text(line));
            }
        }
        return adoc;
    }

    private static List<String> cells(String row) {
        // A bar in code is written as \|.
        return Arrays.stream(row.replaceAll("^\\| | \\|$", "").split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.replace("\\|", "|").strip())
                .toList();
    }

    /** A field: its name, and what the other columns say of it, each after its title; the last one is plain text. */
    private static List<String> row(List<String> titles, List<String> cells) {
        List<String> said = new ArrayList<>();
        for (int at = 1; at < cells.size() - 1; at++) {
            if (!cells.get(at).isEmpty()) {
                said.add(titles.get(at) + ": " + text(cells.get(at)));
            }
        }
        if (!cells.getLast().isEmpty()) {
            said.add(text(cells.getLast()));
        }
        return List.of("", text(cells.getFirst()) + "::", "  " + String.join(". ", said), "");
    }

    private static String text(String markdown) {
        return markdown.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .replaceAll("`([^`]*)`", "`+$1+`")
                .replace("**", "*");
    }
}
