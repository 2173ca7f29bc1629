package io.rebootmgr.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ClaimFileTest {
    @TempDir
    Path directory;

    private Path state() {
        return directory.resolve("state");
    }

    private ClaimFile claim() {
        return new ClaimFile(state());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void holdsWhatWasSavedLast() {
        assertThat(claim().load()).isEmpty();

        claim().save("first".getBytes(UTF_8));
        claim().save("second".getBytes(UTF_8));
        assertThat(claim().load())
                .hasValueSatisfying(
                        content -> assertThat(content).asString(UTF_8).isEqualTo("second"));

        claim().delete();
        claim().delete();
        assertThat(claim().load()).isEmpty();
    }

    @Test
    void isForRootsEyesOnlyAndLeavesNothingElse() throws IOException {
        claim().save(new byte[1]);

        assertThat(permissions(state())).isEqualTo("rwx------");
        assertThat(permissions(state().resolve("claim.json"))).isEqualTo("rw-------");
        try (var files = Files.list(state())) {
            assertThat(files).containsExactly(state().resolve("claim.json"));
        }
    }

    @Test
    void startsAfreshOverWhatACrashLeftBehind() throws IOException {
        Files.createDirectory(state());
        Files.writeString(state().resolve("claim.json.new"), "half a cl");
        assertThat(claim().load()).isEmpty();

        claim().save("whole".getBytes(UTF_8));

        assertThat(Files.readString(state().resolve("claim.json"))).isEqualTo("whole");
        assertThat(permissions(state().resolve("claim.json"))).isEqualTo("rw-------");
    }

    @Test
    @Timeout(240)
    void isNeverSeenHalfWritten() throws InterruptedException {
        byte[] small = "s".repeat(10).getBytes(UTF_8);
        byte[] large = "l".repeat(100_000).getBytes(UTF_8);
        claim().save(small);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 20; i++) {
                claim().save(i % 2 == 0 ? large : small);
            }
            done.set(true);
        });
        while (!done.get()) {
            assertThat(claim().load().orElseThrow()).isIn(small, large);
        }
        writer.join();
    }

    @Test
    void handsOutGarbageAsItIsCutOffAtABound() throws IOException {
        Files.createDirectory(state());
        Path file = state().resolve("claim.json");
        Files.write(file, new byte[ClaimFile.LONGEST_BYTES]);
        assertThat(claim().load().orElseThrow()).hasSize(ClaimFile.LONGEST_BYTES);

        Files.write(file, new byte[ClaimFile.LONGEST_BYTES + 1]);
        assertThat(claim().load().orElseThrow()).hasSize(ClaimFile.LONGEST_BYTES + 1);
    }

    @Test
    void putsAsideWhatCannotBeRead() throws IOException {
        Files.createDirectory(state());
        Files.writeString(state().resolve("claim.json"), "{");

        assertThat(claim().setAside()).isEqualTo(state().resolve("claim.json.unreadable"));

        assertThat(claim().load()).isEmpty();
        assertThat(state().resolve("claim.json.unreadable")).hasContent("{");
    }

    @Test
    void aDirectoryInItsPlaceIsPutAsideToo() throws IOException {
        for (int times = 0; times < 3; times++) {
            Files.createDirectories(state().resolve("claim.json/full"));
            assertThat(claim().setAside()).isDirectoryContaining(each -> each.endsWith("full"));
            assertThat(claim().load()).isEmpty();
        }
    }

    @Test
    void tellsWhetherAClaimCouldBeWrittenAndLeavesNothing() throws IOException {
        assertThat(claim().obstacle()).isEmpty();
        assertThat(state()).doesNotExist();
        assertThat(state().getParent()).isEmptyDirectory();

        Files.createDirectory(state());
        assertThat(claim().obstacle()).isEmpty();
        assertThat(state()).isEmptyDirectory();
        Files.delete(state());

        Files.writeString(state(), "a file where the directory should be");

        assertThat(claim().obstacle().orElseThrow()).contains("paths.state");
    }

    @Test
    void saysWhatIsInTheWay() throws IOException {
        Files.createDirectories(state().resolve("claim.json/full"));

        assertThat(claim().load()).as("no claim").hasValue(new byte[0]);
        assertThatThrownBy(() -> claim().save(new byte[1]))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot write " + state().resolve("claim.json"))
                .hasMessageContaining("paths.state");
        assertThatThrownBy(() -> claim().delete()).hasMessageContaining("cannot delete");
    }
}
