package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The commands of docs/leases.md for a tool that has curl alone, as they stand there but for addresses and names.
 *
 * @param folder where they are typed
 * @param consul the agent's address
 * @param header the file with the token's header, as a shell names it
 */
record LeasePage(Path folder, String consul, String header, String prefix, String node) {
    private static final Path PAGE = Path.of("..", "docs", "leases.md");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```\\n(.*?)^ *```$");
    private static final Pattern END = Pattern.compile("`(curl [^`]*/v1/session/destroy/[^`]*)`");

    String session() throws IOException {
        return fence(0);
    }

    String look() throws IOException {
        return fence(1);
    }

    String take() throws IOException {
        return fence(2);
    }

    String end() throws IOException {
        return END.matcher(Files.readString(PAGE))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private String fence(int number) throws IOException {
        String page = Files.readString(PAGE);
        List<MatchResult> fences = FENCE.matcher(page.substring(page.indexOf("### With curl alone")))
                .results()
                .toList();
        return fences.get(number)
                .group(1)
                .replaceAll("(?m)^ *(CONSUL|header)=.*$", "")
                .replace("service/rebootmgr", prefix)
                .replace("web1", node);
    }

    /** Types these lines into a shell that ends at the first that fails. */
    TestNode.Result shell(String... lines) throws IOException, InterruptedException {
        String typed = "CONSUL=" + consul + "\nheader=" + header + "\n" + String.join("\n", lines);
        Process bash = new ProcessBuilder("bash", "-ec", typed)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new TestNode.Result(bash.exitValue(), out, "");
    }
}
