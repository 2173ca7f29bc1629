package io.rebootmgr.cli;

import io.rebootmgr.event.Event;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a version. */
@Command(
        name = "publish",
        description = {
            "Publish a version, so that everybody knows of it. Groups whose policy follows such versions roll it out by"
                    + " themselves.",
            "",
            "Example: rebootmgr version publish v42 --kind major --notes 'new OpenStack release'"
        })
final class VersionPublishCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "Its name: one word.")
    private String version = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            converter = VersionKindConverter.class,
            description = "How much it changes: minor (the default) or major.")
    private PublishedVersion.Kind kind = PublishedVersion.Kind.MINOR;

    @Option(
            names = "--notes",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "What people should know of it.")
    private @Nullable String notes;

    private final Shell shell;

    VersionPublishCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String name = PublishedVersions.name(version);
        try (Workplace workplace = global.open(shell)) {
            Instant now = SystemClock.withoutShutdownHook().now().truncatedTo(ChronoUnit.SECONDS);
            String by =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            PublishedVersion published =
                    new PublishedVersion(name, kind, now, by, notes == null ? "" : notes, Set.of(), OtherFields.NONE);
            PublishedVersions.change(workplace, versions -> {
                versions.named(name).filter(old -> !old.equals(published)).ifPresent(old -> {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "nothing was published: " + name + " was published before, by " + old.by() + " at "
                                    + old.published() + "; `rebootmgr version retract` takes it back");
                });
                return versions.named(name).isPresent() ? versions : versions.with(published);
            });
            shell.say("published: " + name + " (" + kind.label() + ")");
            Announcement.tell(workplace, new Event.VersionPublished(published));
            return ExitCode.DONE.number();
        }
    }
}
